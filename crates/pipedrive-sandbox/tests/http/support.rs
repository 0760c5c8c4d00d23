//! A sandbox and a client that talks to it.

use pipedrive_sandbox::{Sandbox, SandboxConfig};
use reqwest::header::HeaderMap;
use serde_json::Value;

/// 2026-05-14, a Thursday, as the data's present.
pub(crate) const NOW: i64 = 1_778_716_800;

/// A running sandbox and an authenticated client.
pub(crate) struct Api {
    pub(crate) sandbox: Sandbox,
    client: reqwest::Client,
}

/// An answer.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    pub(crate) fn rows(&self) -> Vec<Value> {
        let json = self.json();
        match &json["data"] {
            Value::Array(rows) => rows.clone(),
            Value::Null => Vec::new(),
            other => panic!("no list: {other}"),
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

/// A client without credentials.
pub(crate) fn client() -> reqwest::Client {
    // Installing twice, in another test of this process, is no harm.
    drop(rustls::crypto::ring::default_provider().install_default());
    reqwest::Client::builder().no_proxy().build().unwrap()
}

/// The configuration tests start from: a fixed present and no limits.
pub(crate) fn config() -> SandboxConfig {
    SandboxConfig { now: Some(NOW), unlimited: true, ..SandboxConfig::default() }
}

impl Api {
    pub(crate) async fn start() -> Self {
        Self::start_with(config()).await
    }

    pub(crate) async fn start_with(config: SandboxConfig) -> Self {
        Self { sandbox: Sandbox::start(config).await.unwrap(), client: client() }
    }

    /// A request that does not have to get an answer.
    pub(crate) async fn try_get(&self, path: &str) -> reqwest::Result<Reply> {
        let request = self.client.get(format!("{}{path}", self.sandbox.base_url()));
        let response = request.header("x-api-token", &self.sandbox.config().api_token).send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Ok(Reply { status, headers, text: response.text().await? })
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.try_get(path).await.unwrap()
    }

    /// A request of any method, with a body if there is one.
    pub(crate) async fn send(&self, method: &str, path: &str, body: Option<&Value>) -> Reply {
        let token = &self.sandbox.config().api_token;
        self.send_signed(method, path, body, ("x-api-token", token)).await
    }

    /// The same with the fixed access token.
    pub(crate) async fn send_with_access_token(&self, method: &str, path: &str, body: &Value) -> Reply {
        let bearer = format!("Bearer {}", self.sandbox.config().access_token);
        self.send_signed(method, path, Some(body), ("authorization", &bearer)).await
    }

    /// A request with a body that does not have to get an answer.
    pub(crate) async fn try_send(&self, method: &str, path: &str, body: &Value) -> reqwest::Result<Reply> {
        let bytes = body.to_string().into_bytes();
        self.try_send_bytes(method, path, "application/json", bytes).await
    }

    /// A request with a body of any kind.
    pub(crate) async fn send_bytes(&self, method: &str, path: &str, content_type: &str, body: Vec<u8>) -> Reply {
        self.try_send_bytes(method, path, content_type, body).await.unwrap()
    }

    async fn try_send_bytes(
        &self,
        method: &str,
        path: &str,
        content_type: &str,
        body: Vec<u8>,
    ) -> reqwest::Result<Reply> {
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        let request = self.client.request(method, format!("{}{path}", self.sandbox.base_url()));
        let request = request.header("x-api-token", &self.sandbox.config().api_token);
        let response = request.header("content-type", content_type).body(body).send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Ok(Reply { status, headers, text: response.text().await? })
    }

    async fn send_signed(&self, method: &str, path: &str, body: Option<&Value>, signature: (&str, &str)) -> Reply {
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        let request = self.client.request(method, format!("{}{path}", self.sandbox.base_url()));
        let request = request.header(signature.0, signature.1);
        let request = match body {
            Some(body) => request.header("content-type", "application/json").body(body.to_string()),
            None => request,
        };
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Reply { status, headers, text: response.text().await.unwrap() }
    }

    /// The rows of a successful list.
    pub(crate) async fn rows(&self, path: &str) -> Vec<Value> {
        let reply = self.get(path).await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.text);
        reply.rows()
    }

    /// Every row of a v2 list, page by page.
    pub(crate) async fn walk(&self, path: &str) -> Vec<Value> {
        let separator = if path.contains('?') { '&' } else { '?' };
        let (mut rows, mut url) = (Vec::new(), path.to_owned());
        loop {
            let reply = self.get(&url).await;
            assert_eq!(reply.status, 200, "{url}: {}", reply.text);
            rows.extend(reply.rows());
            match reply.json()["additional_data"]["next_cursor"].as_str() {
                Some(cursor) => url = format!("{path}{separator}cursor={cursor}"),
                None => return rows,
            }
        }
    }
}

/// The `id` members.
pub(crate) fn ids(rows: &[Value]) -> Vec<u64> {
    rows.iter().map(|row| row["id"].as_u64().unwrap()).collect()
}
