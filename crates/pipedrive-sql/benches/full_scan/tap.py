"""Every deal with tap-pipedrive, which knows one address only: that of the emulated account stands in for it.

Argument: the API's address. The API token comes in the variable CREDENTIAL. Singer messages go to standard output.
"""

import os
import sys

from tap_pipedrive import tap
from tap_pipedrive.tap import PipedriveTap

tap.BASE_URL = sys.argv[1]
reader = PipedriveTap({"api_token": os.environ["CREDENTIAL"], "start_date": "1970-01-01T00:00:00Z"}, {})
catalog = reader.do_discover()
for entry in catalog.streams:
    for part in entry.metadata:
        if entry.tap_stream_id == "deals":
            part["metadata"]["selected"] = True
reader.do_sync(catalog)
