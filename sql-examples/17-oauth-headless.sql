-- How does a machine without a browser sign in with OAuth?
--
-- Cost: 2 tokens for the test of the connection; the OAuth server takes none.
--
-- By a code. On any machine with a browser, get the address, open it, allow the app, and copy `code` from the address
-- the browser ends at (the page itself may fail to load):
--
--    CALL GetOAuthAuthorizationURL(CallbackURL => 'http://localhost:33333');
--
-- Within five minutes, connect on the machine without a browser. The first statement exchanges the code and keeps the
-- tokens, encrypted, in the settings file:
--
--    AuthScheme=OAuth;OAuthClientId=…;OAuthClientSecret=…;CallbackURL=http://localhost:33333;
--    InitiateOAuth=REFRESH;OAuthSettingsLocation=/var/lib/pipedrive/OAuthSettings.txt;OAuthVerifier=<code>
--
-- From then on the same string works without `OAuthVerifier`.
--
-- By a settings file. Sign in on a desktop with `InitiateOAuth=GETANDREFRESH`, copy its settings file, and connect with
-- `InitiateOAuth=REFRESH`, the same client id and secret, and the copy as `OAuthSettingsLocation`. It must be writable.

-- Either way, this is the test: one row, also where the connection does not work, with what to do about it.
SELECT available, message, hint
FROM TestConnection();

-- As part of a larger question: nothing is asked for if the connection does not work.
SELECT t.message, count(p.id) AS pipelines
FROM TestConnection() AS t LEFT JOIN pipelines AS p ON t.available
GROUP BY t.message;
