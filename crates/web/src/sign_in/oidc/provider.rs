//! The council’s identity provider: what it says of itself, where people are sent, what a code is worth.

use super::claims::Told;
use super::settings::Settings;
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreProviderMetadata, CoreRevocableToken,
    CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AccessTokenHash, AdditionalClaims, AsyncHttpClient, AuthorizationCode, Client, ClientId, ClientSecret, CsrfToken,
    EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IdTokenFields,
    IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope,
    StandardErrorResponse, StandardTokenResponse, TokenResponse, UserInfoClaims,
};
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// How long a call to the provider may take.
const PATIENCE: Duration = Duration::from_secs(15);
/// The largest answer that is read.
const LARGEST: usize = 1 << 20;
/// How long what the provider says of itself, its keys among it, is believed without asking again.
const BELIEVED: Duration = Duration::from_secs(60 * 60);
/// How soon it may be asked again for keys that we don’t know.
const ASKED_AGAIN: Duration = Duration::from_secs(60);

/// All claims that the standard does not name.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Others(#[serde(default)] serde_json::Map<String, serde_json::Value>);

impl AdditionalClaims for Others {}

type Fields = IdTokenFields<
    Others,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;

type Connected = Client<
    Others,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    StandardTokenResponse<Fields, CoreTokenType>,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Why a sign-in with the provider did not work: for the server’s log, without tokens or names.
#[derive(Debug, thiserror::Error)]
#[error("the identity provider: {0}")]
pub(super) struct Failed(String);

fn failed(what: &'static str) -> impl Fn(&dyn std::fmt::Display) -> Failed {
    move |error| Failed(format!("{what}: {error}"))
}

/// The council’s identity provider. Cheap to clone.
#[derive(Clone)]
pub struct Provider(Arc<Inner>);

struct Inner {
    settings: Settings,
    secret: ClientSecret,
    http: reqwest::Client,
    /// What it said of itself, and when.
    metadata: Mutex<Option<(Instant, CoreProviderMetadata)>>,
}

impl std::fmt::Debug for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Provider").field("settings", &self.0.settings).finish_non_exhaustive()
    }
}

/// What a session remembers of somebody who was sent to the provider.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Sent {
    /// What comes back in the address.
    pub state: String,
    nonce: String,
    verifier: String,
}

/// Calls the provider.
async fn call(http: &reqwest::Client, request: HttpRequest) -> Result<HttpResponse, Failed> {
    let failed = |error: &dyn std::fmt::Display| Failed(format!("a call did not work: {error}"));
    let request = reqwest::Request::try_from(request).map_err(|error| failed(&error.without_url()))?;
    let mut response = http.execute(request).await.map_err(|error| failed(&error.without_url()))?;
    let mut answer = axum::http::Response::builder().status(response.status());
    if let Some(headers) = answer.headers_mut() {
        headers.extend(response.headers().clone());
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| failed(&error.without_url()))? {
        body.extend_from_slice(&chunk);
        if body.len() > LARGEST {
            return Err(failed(&"its answer is too large"));
        }
    }
    answer.body(body).map_err(|error| failed(&error))
}

/// The provider, as the library calls it.
struct Caller<'p>(&'p reqwest::Client);

impl<'c> AsyncHttpClient<'c> for Caller<'_> {
    type Error = Failed;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Failed>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(call(self.0, request))
    }
}

impl Provider {
    /// Reads how it is set up, and its secret.
    ///
    /// # Errors
    /// What is wrong with the file, the secret or the certificate, a sentence each.
    pub fn read(path: &Path) -> Result<Provider, Vec<String>> {
        let (settings, secret) = Settings::read(path)?;
        Provider::new(settings, secret).map_err(|fault| vec![format!("{}: {fault}", path.display())])
    }

    /// Of settings and a secret.
    ///
    /// # Errors
    /// The certificate’s authority can’t be used.
    pub fn new(settings: Settings, secret: String) -> Result<Provider, String> {
        // Redirects are not followed: the provider’s addresses are those that it names itself.
        let mut http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(PATIENCE)
            .no_proxy()
            .use_rustls_tls();
        if let Some(path) = &settings.ca_file {
            let pem = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
            let authorities =
                reqwest::Certificate::from_pem_bundle(&pem).map_err(|error| format!("{}: {error}", path.display()))?;
            if authorities.is_empty() {
                return Err(format!("{}: there is no certificate in it; a PEM file is expected", path.display()));
            }
            http = authorities.into_iter().fold(http, reqwest::ClientBuilder::add_root_certificate);
        }
        let http = http.build().map_err(|error| error.to_string())?;
        Ok(Provider(Arc::new(Inner { settings, secret: ClientSecret::new(secret), http, metadata: Mutex::default() })))
    }

    /// What the sign-in page calls it.
    pub fn name(&self) -> &str {
        &self.0.settings.name
    }

    /// How it is set up.
    pub(super) fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// What it says of itself, not older than it is believed, or than `at_most`.
    async fn metadata(&self, at_most: Duration) -> Result<CoreProviderMetadata, Failed> {
        let mut kept = self.0.metadata.lock().await;
        if let Some((at, metadata)) = &*kept
            && at.elapsed() < at_most
        {
            return Ok(metadata.clone());
        }
        let failed = failed("it could not be asked about itself");
        let issuer = IssuerUrl::new(self.0.settings.issuer.clone()).map_err(|error| failed(&error))?;
        let caller = Caller(&self.0.http);
        let metadata = CoreProviderMetadata::discover_async(issuer, &caller).await.map_err(|error| failed(&error))?;
        *kept = Some((Instant::now(), metadata.clone()));
        Ok(metadata)
    }

    async fn connected(&self, back: &str, at_most: Duration) -> Result<Connected, Failed> {
        let metadata = self.metadata(at_most).await?;
        let redirect = RedirectUrl::new(back.to_owned()).map_err(|error| failed("our own address")(&error))?;
        let (id, secret) = (ClientId::new(self.0.settings.client_id.clone()), self.0.secret.clone());
        Ok(Client::from_provider_metadata(metadata, id, Some(secret)).set_redirect_uri(redirect))
    }

    /// Where to send somebody, and what to remember until they come back to the address `back`.
    pub(super) async fn send(&self, back: &str) -> Result<(String, Sent), Failed> {
        let client = self.connected(back, BELIEVED).await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let mut request = client.authorize_url(flow, CsrfToken::new_random, Nonce::new_random);
        for scope in &self.0.settings.scopes {
            request = request.add_scope(Scope::new(scope.clone()));
        }
        let (address, state, nonce) = request.set_pkce_challenge(challenge).url();
        let sent =
            Sent { state: state.secret().clone(), nonce: nonce.secret().clone(), verifier: verifier.secret().clone() };
        Ok((address.to_string(), sent))
    }

    /// Who came back with a code.
    pub(super) async fn told(&self, back: &str, sent: Sent, code: &str) -> Result<Told, Failed> {
        let client = self.connected(back, BELIEVED).await?;
        let caller = Caller(&self.0.http);
        let code = AuthorizationCode::new(code.to_owned());
        let exchange = client.exchange_code(code).map_err(|error| failed("it names no token endpoint")(&error))?;
        let tokens = exchange
            .set_pkce_verifier(PkceCodeVerifier::new(sent.verifier))
            .request_async(&caller)
            .await
            .map_err(|error| failed("the code was not taken")(&error))?;
        let token = tokens.id_token().ok_or_else(|| Failed("it sent no identity token".to_owned()))?;
        let nonce = Nonce::new(sent.nonce);
        // A key that we don’t know may be newer than what we know of the provider.
        let again;
        let mut verifier = client.id_token_verifier();
        let mut claims = token.claims(&verifier, &nonce);
        if claims.is_err() {
            again = self.connected(back, ASKED_AGAIN).await?;
            verifier = again.id_token_verifier();
            claims = token.claims(&verifier, &nonce);
        }
        let claims = claims.map_err(|error| failed("its identity token is not good")(&error))?;
        if let Some(expected) = claims.access_token_hash() {
            let failed = failed("its access token is not the identity token’s");
            let algorithm = token.signing_alg().map_err(|error| failed(&error))?;
            let key = token.signing_key(&verifier).map_err(|error| failed(&error))?;
            let actual = AccessTokenHash::from_token(tokens.access_token(), algorithm, key);
            if &actual.map_err(|error| failed(&error))? != expected {
                return Err(failed(&"the hashes differ"));
            }
        }
        let subject = claims.subject().clone();
        let mut all = all(claims)?;
        if !all.contains_key(&self.0.settings.group_claim)
            && let Ok(request) = client.user_info(tokens.access_token().clone(), Some(subject.clone()))
        {
            let info: UserInfoClaims<Others, CoreGenderClaim> = request
                .request_async(&caller)
                .await
                .map_err(|error| failed("it told nothing more of the person")(&error))?;
            for (name, value) in self::all(&info)? {
                all.entry(name).or_insert(value);
            }
        }
        Ok(Told::of(&self.0.settings, subject.as_str(), &all))
    }
}

/// All claims by name.
fn all(claims: &impl Serialize) -> Result<serde_json::Map<String, serde_json::Value>, Failed> {
    match serde_json::to_value(claims) {
        Ok(serde_json::Value::Object(all)) => Ok(all),
        Ok(_) => Err(Failed("its claims are no object".to_owned())),
        Err(error) => Err(failed("its claims can’t be read")(&error)),
    }
}
