-- How does a web application get a user's consent, and the tokens to work with?
--
-- Connect with your app's keys, and nobody signed in yet:
--   AuthScheme=OAuth;OAuthClientId=…;OAuthClientSecret=…;CallbackURL=https://app.example.com/callback
--
-- Cost: none of the OAuth procedures takes tokens of the daily budget; TestConnection takes 2.
--
-- 1. The address to send the user to, built without a request. `State` is a random value of your own for each user.
--
--    CALL GetOAuthAuthorizationURL(AuthMode => 'WEB', State => '7c41e0');
--
-- 2. The user allows the app. Their browser comes to https://app.example.com/callback?code=…&state=7c41e0; compare the
--    state, then exchange the code within five minutes. It works once.
--
--    CALL GetOAuthAccessToken(AuthMode => 'WEB', Verifier => '<code>');
--
-- 3. Connect as that user. The first time with the tokens, after that the place where they are kept is enough:
--
--    InitiateOAuth=REFRESH;OAuthSettingsLocation=/var/lib/app/user-42;OAuthAccessToken=…;OAuthRefreshToken=…
--    InitiateOAuth=REFRESH;OAuthSettingsLocation=/var/lib/app/user-42
--
--    Who keeps tokens in a database renews them there, once an hour:
--
--    EXEC RefreshOAuthAccessToken @OAuthRefreshToken = '<refresh token>';

-- What the procedures take:
SELECT specific_name, ordinal_position, parameter_name
FROM information_schema.parameters
WHERE specific_name LIKE '%OAuth%' AND parameter_mode = 'IN'
ORDER BY specific_name, ordinal_position;

-- EXPLAIN shows a call and makes none; the code is masked.
EXPLAIN CALL GetOAuthAccessToken(AuthMode => 'WEB', Verifier => 'a-code');

-- Does the connection work, and whose is it?
CALL TestConnection();
