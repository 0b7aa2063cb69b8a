// Makes the one file that a report is filled into: node build.mjs [FOLDER], by default the folder above this one.
// `{{results}}` stays in it, once; everything else is put in here.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(resolve(process.argv[2] ?? join(here, "..")), "report-template.html");
const bundled = await build({
  absWorkingDir: here, entryPoints: ["src/page.js"], bundle: true, minify: true, format: "iife", target: "es2020", charset: "ascii",
  legalComments: "none", metafile: true, write: false,
});
const style = await build({ absWorkingDir: here, entryPoints: ["src/page.css"], minify: true, charset: "ascii", write: false });

const script = bundled.outputFiles[0].text.trim();
if (/<\/script|<!--/i.test(script)) throw new Error("The script would end its own element.");

const parts = {
  "script-hash": `sha256-${createHash("sha256").update(script).digest("base64")}`,
  style: style.outputFiles[0].text.trim(),
  script,
  licences: licencesOf(Object.keys(bundled.metafile.inputs)),
};
const page = readFileSync(join(here, "src/page.html"), "utf8").replace(/\{\{([a-z-]+)\}\}/g, (whole, name) => (name === "results" ? whole : parts[name]));
mkdirSync(dirname(target), { recursive: true });
writeFileSync(`${target}.part`, page);
renameSync(`${target}.part`, target);
console.log(`${target}: ${page.length} characters`);

// The notices of every package of which something is in the bundle; packages with the same words share them.
function licencesOf(inputs) {
  const packages = new Set(inputs.map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]).filter(Boolean));
  const notices = new Map();
  for (const name of [...packages].sort()) {
    const folder = join(here, "node_modules", name);
    const file = existsSync(folder) && readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
    if (!file) throw new Error(`${name} has no licence file.`);
    const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const words = readFileSync(join(folder, file), "utf8").trim();
    notices.set(words, [...(notices.get(words) ?? []), `${name} ${version} (${license})`]);
  }
  return [...notices].map(([words, names]) => `${names.join("\n")}\n\n${words}`).join("\n\n----\n\n")
    .replace(/[&<>]/g, (letter) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[letter]);
}
