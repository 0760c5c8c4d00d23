"""Runs the readers one after the other against accounts of their own, and shows the figures as a table and a plot."""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
API_TOKEN = "5a9db0c5a9db0c5a9db0c5a9db0c5a9db0c0ac3e"
ACCESS_TOKEN = "v1u:sandbox-access-token-of-ada-admin"
# Requests in two seconds that a plan allows to each kind of credential.
PLANS = [("lite", "API token", 20), ("growth", "OAuth", 160)]
# In memory where there is such a place, so that no disk is measured.
SCRATCH = tempfile.TemporaryDirectory(prefix="full-scan-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None)
# Rows of a page.
PAGE = 500
# Requests beyond the pages that the rows fill, and tokens in proportion to those of these pages, that are
# allowed to this program.
MOST_EXTRA = 5
MOST_TOKENS = 1.03
FIRST = "pipedrive-sql, first"
OURS = "pipedrive-sql"
JUMPING = "pipedrive-sql, Jump"
COLOURS = {FIRST: "#8ccbaa", OURS: "#1b7f4d", JUMPING: "#4fa67c", "npm pipedrive": "#8a8f98", "tap-pipedrive": "#b9bec6"}


def serve(program, deals, plan):
    """Starts an account; answers with the process and its address."""
    account = subprocess.Popen(
        [program, "sandbox", "--port", "0", "--deals", str(deals), "--plan", plan]
        + ["--latency", "100ms", "--jitter", "100ms", "--daily-budget", "1000000"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    line = account.stdout.readline()
    address = re.search(r"BaseURL=([^;\s]+)", line)
    if not address:
        sys.exit("error: the emulated account did not start")
    return account, address[1]


def ask(address, path, method="GET", token=API_TOKEN):
    request = urllib.request.Request(address + path, method=method, headers={"x-api-token": token})
    with urllib.request.urlopen(request) as answer:
        return answer.read()


class Unfollowed(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def grant(address):
    """A refresh token, as a person grants it in a browser."""
    app = {"client_id": "sandbox-client-id", "redirect_uri": "http://localhost:33333"}
    question = urllib.parse.urlencode({**app, "response_type": "code", "state": "benchmark"})
    page = urllib.request.urlopen(f"{address}/oauth/authorize?{question}").read().decode()
    consent = re.search('name="consent" value="([^"]*)"', page)[1]
    answer = urllib.parse.urlencode({"consent": consent, "decision": "allow"}).encode()
    try:
        urllib.request.build_opener(Unfollowed).open(f"{address}/oauth/authorize", answer)
        sys.exit("error: the emulated account did not answer with a code")
    except urllib.error.HTTPError as redirection:
        callback = urllib.parse.urlparse(redirection.headers["location"])
    code = urllib.parse.parse_qs(callback.query)["code"][0]
    form = {**app, "client_secret": "sandbox-client-secret", "grant_type": "authorization_code", "code": code}
    tokens = urllib.request.urlopen(f"{address}/oauth/token", urllib.parse.urlencode(form).encode())
    return json.load(tokens)["refresh_token"]


def commands(options, address, scheme):
    """How to start each reader."""
    by_token = scheme == "API token"
    # What is learnt about an emulated account is kept only where that is asked for.
    string = f"BaseURL={address};CacheMetadata=true;" + (
        f"AuthScheme=Basic;CompanyDomain=acme;APIToken={API_TOKEN}"
        if by_token
        else f"AuthScheme=OAuth;InitiateOAuth=REFRESH;OAuthURL={address};OAuthClientId=sandbox-client-id"
        + f";OAuthClientSecret=sandbox-client-secret;OAuthRefreshToken={grant(address)}"
        + f";OAuthSettingsLocation={scratch('oauth.txt')}"
    )
    node = [os.path.join(HERE, "client.mjs"), options.others, address, "apiKey" if by_token else "accessToken"]
    sql = [options.program, "-q", "--format", "nd-json", "-c", "SELECT * FROM deals", string]
    return {
        FIRST: (sql, ""),
        OURS: (sql, ""),
        JUMPING: ([*sql[:-1], string + ";ParallelScan=Jump"], ""),
        "npm pipedrive": (["node", *node], API_TOKEN if by_token else ACCESS_TOKEN),
        # The tap signs in with an API token only.
        "tap-pipedrive": ([sys.executable, os.path.join(HERE, "tap.py"), address], API_TOKEN),
    }


def scratch(name):
    """A file that this run has for itself."""
    return os.path.join(SCRATCH.name, name)


def run(command, credential):
    """Seconds, peak memory in MB, rows and archived ones of a reader."""
    environment = dict(os.environ, CREDENTIAL=credential, XDG_CACHE_HOME=SCRATCH.name)
    with open(scratch("rows"), "w+b") as out:
        started = time.monotonic()
        reader = subprocess.Popen(command, stdout=out, stderr=subprocess.PIPE, env=environment)
        complaint = reader.stderr.read()
        _, status, usage = os.wait4(reader.pid, 0)
        seconds = time.monotonic() - started
        if status != 0:
            sys.exit(f"error: {command[0]} failed\n{complaint.decode()[-2000:]}")
        out.seek(0)
        rows = archived = 0
        for line in out:
            if not line.startswith((b'{"type": "STATE"', b'{"type": "SCHEMA"')):
                rows += 1
                archived += b'"is_archived":true' in line
    # macOS counts in bytes, others in KB.
    peak = usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)
    return seconds, peak, rows, archived


def needed(rows, archived):
    """Pages that so many rows fill, and their tokens."""
    active, archived = -(-(rows - archived) // PAGE), -(-archived // PAGE)
    return active + archived, 10 * active + 20 * archived


def judge(plan, pages, price, listed, refused):
    """Ends the run where this program asked for more than it needed."""
    extra, tokens = len(listed) - pages, sum(request["tokens"] for request in listed)
    print(f"{plan}: {pages} pages needed, {extra} more requests, {tokens / price:.3f} × their tokens", file=sys.stderr)
    # A few requests find out how to read a list, which only a long one makes small.
    if refused or extra > MOST_EXTRA or (pages > 100 and tokens > price * MOST_TOKENS):
        sys.exit(f"error: {plan}: {refused} answers 429, {extra} requests and {tokens - price} tokens beyond the pages")


def measure(options):
    figures = []
    for plan, scheme, burst in PLANS:
        account, address = serve(options.program, options.deals, plan)
        try:
            # The account's indexes are built before anybody is measured.
            ask(address, "/api/v2/deals?limit=1&sort_by=update_time&include_fields=files_count,activities_count")
            for name, (command, credential) in commands(options, address, scheme).items():
                if name in os.environ.get("WITHOUT", "").split(","):
                    continue
                time.sleep(2.5)
                ask(address, "/__sandbox/requests", "DELETE")
                seconds, peak, rows, archived = run(command, credential)
                requests = json.loads(ask(address, "/__sandbox/requests"))
                refused = sum(request["status"] == 429 for request in requests)
                tokens = sum(request["tokens"] for request in requests)
                if name in (FIRST, OURS, JUMPING):
                    complete = (rows, archived)
                    pages, price = needed(*complete)
                    judge(plan, pages, price, [r for r in requests if r["path"].startswith("/api/v2/deals")], refused)
                elif name == "npm pipedrive" and (rows, archived) != complete:
                    sys.exit(f"error: {plan}: {name} has read {rows} rows, pipedrive-sql {complete[0]}")
                # The pages that are needed, at the rate the plan allows, or one answer.
                floor = max(pages / burst * 2, 0.15)
                figures.append((plan, scheme, name, seconds, len(requests), tokens, refused, peak, rows, floor))
                print(f"{plan} {name}: {seconds:.1f} s, {len(requests)} requests", file=sys.stderr)
        finally:
            account.terminate()
            account.wait()
    return figures


def table(figures):
    lines = [
        "| Plan, credential | Reader | Seconds | Requests | Tokens | 429 | Peak MB | Rows |",
        "|---|---|--:|--:|--:|--:|--:|--:|",
    ]
    for plan, scheme, name, seconds, requests, tokens, refused, peak, rows, floor in figures:
        ours = name in (FIRST, OURS, JUMPING)
        if name == "tap-pipedrive":
            scheme = "API token"
        times = f"{seconds:.1f} ({seconds / floor:.2f} × the floor)" if ours else f"{seconds:.1f}"
        lines.append(
            f"| {plan}, {scheme} | `{name}` | {times} | {requests:,} | {tokens:,} | {refused} | {peak:.0f} | {rows:,} |"
        )
    return "\n".join(lines)


def plot(figures, deals):
    """Bars of seconds, each plan with a scale of its own."""
    out = []
    height = 40
    for plan, scheme, _ in PLANS:
        bars = [figure for figure in figures if figure[0] == plan]
        longest = max(bar[3] for bar in bars)
        out.append(f'<text x="16" y="{height}" class="plan">{plan.capitalize()}, {scheme}</text>')
        for _, _, name, seconds, requests, *_ in bars:
            height += 30
            width = max(2, 380 * seconds / longest)
            out.append(f'<text x="130" y="{height}" text-anchor="end">{name}</text>')
            out.append(f'<rect x="140" y="{height - 15}" width="{width:.0f}" height="20" fill="{COLOURS[name]}"/>')
            out.append(f'<text x="{148 + width:.0f}" y="{height}">{seconds:.1f} s, {requests:,} requests</text>')
        height += 50
    style = "text{font:13px sans-serif;fill:#24292f}.plan{font-weight:bold}"
    title = f"All of {deals:,} deals, answers after 100 to 200 ms"
    body = "\n".join(out)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="720" height="{height - 20}" role="img">\n<title>{title}</title>\n'
        f'<style>{style}</style>\n<rect width="100%" height="100%" fill="#fff"/>\n'
        f'<text x="16" y="18">{title}</text>\n{body}\n</svg>\n'
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ["program", "others", "plot"]:
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--deals", type=int, required=True)
    options = parser.parse_args()
    figures = measure(options)
    with open(options.plot, "w", encoding="utf-8") as file:
        file.write(plot(figures, options.deals))
    print(table(figures))


main()
