// Every deal with Pipedrive's own client: ask for a page, then for the next one, until there is none.
//
// Arguments: where the client is installed, the API's address, `apiKey` or `accessToken`. The credential comes in the
// variable CREDENTIAL. Rows go to standard output, one as JSON on each line.
import { createRequire } from "node:module";

const [installed, address, scheme] = process.argv.slice(2);
const { Configuration, DealsApi } = createRequire(`${installed}/`)("pipedrive/v2");
const deals = new DealsApi(new Configuration({ [scheme]: process.env.CREDENTIAL, basePath: `${address}/api/v2` }));

for (const list of ["getDeals", "getArchivedDeals"]) {
  let cursor;
  do {
    const page = await deals[list]({ limit: 500, cursor });
    for (const deal of page.data) process.stdout.write(`${JSON.stringify(deal)}\n`);
    cursor = page.additional_data?.next_cursor;
  } while (cursor);
}
