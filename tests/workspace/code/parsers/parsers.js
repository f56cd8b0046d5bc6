// Reads programs as their languages' own tools do: one JSON message a line in, {"kind", "text", ...}, one answer a line out.
"use strict";

const readline = require("node:readline");
const vm = require("node:vm");
const { Collection, Property } = require("postman-collection");
const { DefaultSettings, Language, TaskUtils } = require("@microsoft/powerquery-parser");

const LAST_PAGE = '{"ia::result": [], "ia::meta": {"next": null}}';

const kinds = {
  // Every text literal of the program, in order.
  async m({ text }) {
    const task = await TaskUtils.tryLexParse(DefaultSettings, text);
    if (task.error) {
      return { error: task.error.message };
    }
    const nodes = [...task.nodeIdMapCollection.astNodeById.values()];
    const texts = nodes.filter((node) => node.kind === "LiteralExpression" && node.literalKind === "Text");
    return { texts: texts.map((node) => Language.TextUtils.unescape(node.literal)) };
  },

  // What a program of JavaScript sends first.
  async javascript({ text }) {
    let sent;
    const fetch = async (url, options) => {
      sent = { url, ...options };
      return { ok: true, text: async () => LAST_PAGE };
    };
    await vm.runInNewContext(`(async () => {${text}})()`, { fetch, process: { env: { INTACCT_TOKEN: "token" } } });
    return sent;
  },

  // The requests of a collection as Postman sends them with these variables.
  async postman({ text, variables }) {
    const collection = new Collection(JSON.parse(text));
    const found = [];
    collection.forEachItem(({ name, request }) => {
      const headers = request.headers.toObject(false, true);
      const body = Property.replaceSubstitutions(request.body.raw, variables);
      found.push({ name, method: request.method, url: request.url.toString(), headers, body });
    });
    const [token] = collection.auth.parameters().all();
    return { found, auth: { type: collection.auth.type, token: token.value }, variables: collection.variables.toObject() };
  },
};

readline.createInterface({ input: process.stdin }).on("line", async (line) => {
  const message = JSON.parse(line);
  let answer;
  try {
    answer = await kinds[message.kind](message);
  } catch (error) {
    answer = { error: String(error) };
  }
  console.log(JSON.stringify(answer));
});
