// The API page: every route of /openapi.json with its fields, examples and problems.
import { find, make, request } from "./parts/dom.js";

const description = await request("/openapi.json").catch((error) => {
  find("#status").textContent = error.message;
});
if (description) {
  find("#about").textContent = `${description.info.description} Version ${description.info.version}.`;
  const routes = Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, route]) => routeSection(method.toUpperCase(), path, route)));
  find("#routes").replaceChildren(...routes);
  find("#problems").replaceChildren(table(["Problem", "Status", "Meaning"], description["x-problems"].map((one) =>
    [one.type, String(one.status), one.description, one.type.split("#")[1]])));
  document.getElementById(location.hash.slice(1))?.scrollIntoView(); // the problems stand below the routes
}

function routeSection(method, path, route) {
  const body = schemaOf(route.requestBody);
  const reply = schemaOf(answerOf(route));
  const parameters = (route.parameters ?? []).map((one) => [one.in === "query" ? `?${one.name}` : one.name, one.schema, one.description]);
  return make("section", { class: "route", id: route.operationId },
    make("h2", {}, make("span", { class: "method" }, method), ` ${path}`),
    make("p", {}, ...withCode(route.description ?? route.summary)),
    parameters.length ? fieldTable("Address", parameters) : null,
    body ? fieldTable("Body", fieldsOf(body)) : null,
    formOf(route) ? fieldTable("Form", fieldsOf(formOf(route))) : null,
    make("p", { class: "quiet" }, "Request"),
    make("pre", {}, curl(method, path, route, body)),
    make("p", { class: "quiet" }, "Answer"),
    reply ? make("pre", {}, JSON.stringify(exampleOf(reply), null, 2)) : make("p", {}, answerInWords(answerOf(route))),
    make("p", { class: "quiet" }, problemsOf(route)));
}

/** The reply of a request that succeeds. */
function answerOf(route) {
  return route.responses["200"] ?? route.responses["202"];
}

function fieldTable(caption, fields) {
  return table([caption, "Type", "Meaning"],
    fields.map(([name, schema, text]) => [name, typeOf(schema), text ?? schema.description ?? ""]));
}

/** Rows of three cells, and an id where they have one, under their heads; the first head names the table. */
function table(heads, rows) {
  return make("div", { class: "wide", tabIndex: 0, role: "region", ariaLabel: heads[0] }, make("table", {},
    make("caption", { class: "unseen" }, heads[0]),
    make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", { scope: "col" }, head)))),
    make("tbody", {}, ...rows.map(([name, kind, text, id]) => make("tr", id ? { id } : {},
      make("td", {}, make("code", {}, name)), make("td", {}, kind), make("td", {}, ...withCode(text)))))));
}

/** What stands between backticks is code. */
function withCode(text) {
  return text.split("`").map((part, index) => (index % 2 ? make("code", {}, part) : part));
}

/** The fields of an object, those of inner objects by their path: "filters.years.from". */
function fieldsOf(schema, prefix = "") {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const inner = resolved(property);
    const own = [prefix + name, inner, property.description ?? inner.description];
    return inner.properties ? [own, ...fieldsOf(inner, `${prefix}${name}.`)] : [own];
  });
}

function typeOf(schema) {
  const inner = resolved(schema);
  if (inner.enum) return inner.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (inner.anyOf) return inner.anyOf.map(typeOf).join(" | ");
  if (inner.type === "array") return `[${typeOf(inner.items)}]`;
  if (inner.format) return inner.format.replaceAll("-", " ");
  const range = inner.minimum === undefined ? "" : ` ${inner.minimum} to ${inner.maximum}`;
  const length = inner.maxLength === undefined ? "" : ` up to ${inner.maxLength} characters`;
  const preset = inner.default === undefined || typeof inner.default === "object" ? "" : ` = ${JSON.stringify(inner.default)}`;
  return `${inner.type ?? "anything"}${range}${length}${preset}`;
}

/** "The picture: image/png, with the headers ETag, Pincite-Scale" */
function answerInWords({ description: text, content, headers }) {
  const named = Object.keys(headers ?? {}).join(", ");
  return `${text}: ${Object.keys(content ?? {}).join(", ")}` + (named && `, with the headers ${named}`);
}

function formOf(route) {
  return route.requestBody?.content["multipart/form-data"]?.schema;
}

function schemaOf(message) {
  const schema = message?.content?.["application/json"]?.schema;
  return schema ? resolved(schema) : null;
}

/** The schema a reference stands for; where none is given, anything goes. */
function resolved(schema = {}) {
  if (!schema.$ref) return schema;
  const { $ref, ...beside } = schema;
  return { ...description.components.schemas[$ref.split("/").at(-1)], ...beside };
}

function exampleOf(schema) {
  return schema?.examples ? inOrder(schema.examples[0], schema) : {};
}

/** The example with its fields in the order of the schema: the description has them sorted by name. */
function inOrder(value, schema) {
  const { properties, items, anyOf } = resolved(schema);
  if (Array.isArray(value)) return items ? value.map((item) => inOrder(item, items)) : value;
  const fields = properties ?? (anyOf ? resolved(anyOf[0]).properties : undefined);
  if (value === null || typeof value !== "object" || !fields) return value;
  return Object.fromEntries(Object.keys(fields).filter((name) => name in value)
    .map((name) => [name, inOrder(value[name], fields[name])]));
}

function curl(method, path, route, body) {
  let filled = path;
  for (const one of route.parameters ?? []) filled = filled.replace(`{${one.name}}`, one.schema.examples?.[0] ?? "…");
  if (formOf(route)) return `curl ${location.origin}${filled} -F files=@paper.pdf`;
  const how = method === "DELETE" ? "-X DELETE " : schemaOf(answerOf(route)) ? "" : "text/event-stream" in answerOf(route).content ? "-N " : "-O ";
  if (!body) return `curl ${how}${location.origin}${filled}`;
  const json = JSON.stringify(exampleOf(body)).replaceAll("'", "'\\''");
  return `curl ${location.origin}${filled} -H 'Content-Type: application/json' \\\n  -d '${json}'`;
}

function problemsOf(route) {
  const problems = Object.entries(route.responses).filter(([status]) => Number(status) >= 400);
  return problems.length ? "Problems: " + problems.map(([status, one]) => `${status} ${one.description}`).join("; ") : "";
}
