// Builds dist/ from the files beside this one: styles.css, app.js and what stands beside them, each with a gzip twin,
// and a stamp that tells build.rs from which sources they were made.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { buildSync, transformSync } from "esbuild";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");

// The same sum as crates/web/build.rs makes: all sources by path, each with its length.
function stamp() {
  const paths = [];
  const walk = (folder) => {
    for (const name of readdirSync(join(here, folder))) {
      const path = folder ? `${folder}/${name}` : name;
      if (/^(dist.*|node_modules|\..*)$/.test(path)) continue;
      if (statSync(join(here, path)).isDirectory()) walk(path);
      else paths.push(path);
    }
  };
  walk("");
  const hash = createHash("sha256");
  for (const path of paths.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))) {
    const content = readFileSync(join(here, path));
    hash.update(`${path}\n${content.length}\n`).update(content);
  }
  return hash.digest("hex");
}

// What dependencies warn of is theirs to mend.
const css = compile(join(here, "styles.scss"), {
  loadPaths: [here, join(here, "node_modules")],
  quietDeps: true,
  style: "expanded",
}).css
  // Links to documents in MoJ Frontend's timeline bring a picture; there are none here.
  .replace(/^\.moj-timeline__document-link\b[^{]*\{[^}]*\}/gm, "");
const styles = transformSync(css, { loader: "css", minify: true, target: ["chrome109", "firefox115", "safari15"] }).code;
for (const unwanted of ["@font-face", "GDS Transport", "crest", "url("]) {
  if (styles.includes(unwanted)) throw new Error(`styles.css has “${unwanted}”: the site brings no such thing`);
}
const bundle = buildSync({
  entryPoints: [join(here, "app.js")],
  bundle: true,
  minify: true,
  write: false,
  format: "esm",
  target: "es2020",
  legalComments: "none",
});
const files = {
  "app.js": Buffer.from(bundle.outputFiles[0].contents),
  "favicon.svg": readFileSync(join(here, "favicon.svg")),
  "licences.txt": readFileSync(join(here, "licences.txt")),
  "styles.css": Buffer.from(styles),
  "supported.js": Buffer.from(
    transformSync(readFileSync(join(here, "supported.js"), "utf8"), { minify: true, target: "es2017" }).code,
  ),
};

// Written aside and renamed: dist/ is whole or not there.
const aside = join(here, `dist-${process.pid}`);
rmSync(aside, { recursive: true, force: true });
mkdirSync(aside);
for (const [name, content] of Object.entries(files)) {
  writeFileSync(join(aside, name), content);
  writeFileSync(join(aside, `${name}.gz`), gzipSync(content, { level: 9 }));
}
writeFileSync(join(aside, "stamp"), stamp());
if (existsSync(dist)) rmSync(dist, { recursive: true });
renameSync(aside, dist);
