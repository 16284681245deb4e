// A real identity provider on loopback, for the tests of signing in with the council's account.
//
//   node provider.mjs '{"redirect": "http://localhost:8080/sign-in/return", "secret": "…", "people": [
//     {"sub": "s-1", "preferred_username": "p.taylor", "name": "P. Taylor", "groups": ["west"]}]}'
//
// Options besides: "key" and "cert" (PEM files) to serve TLS, "inToken" to put all claims into the identity token.
// It listens on a port of the system's choice, prints {"issuer": "…"} on one line, and stops when standard input ends.
// Its own pages ask for a login and any password; the login is a person's sub.
import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import Provider from "oidc-provider";

const options = JSON.parse(process.argv[2]);

// It says at length that it is set up for tests. What goes wrong inside it is worth hearing.
console.info = console.warn = () => {};

function account(id) {
  const person = options.people.find(({ sub }) => id === sub);
  return person && { accountId: id, claims: async () => person };
}

function configuration() {
  return {
    clients: [
      {
        client_id: "derwent",
        client_secret: options.secret,
        redirect_uris: [options.redirect],
        response_types: ["code"],
        grant_types: ["authorization_code"],
      },
    ],
    claims: {
      openid: ["sub"],
      profile: ["name", "preferred_username"],
      email: ["email"],
      groups: ["groups", "employee"],
    },
    scopes: ["openid", "profile", "email", "groups"],
    conformIdTokenClaims: !options.inToken,
    pkce: { required: () => true },
    cookies: { keys: ["a key for tests"] },
    findAccount: async (_, id) => account(id),
    features: { devInteractions: { enabled: true } },
  };
}

const tls = options.key && { key: readFileSync(options.key), cert: readFileSync(options.cert) };
const server = tls ? https.createServer(tls) : http.createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `${tls ? "https" : "http"}://localhost:${server.address().port}`;
  const provider = new Provider(issuer, configuration());
  provider.on("server_error", (_, error) => console.error(error));
  server.on("request", provider.callback());
  process.stdout.write(`${JSON.stringify({ issuer })}\n`);
});
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
