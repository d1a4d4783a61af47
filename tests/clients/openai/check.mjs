// The official clients against the product's /v1. Usage: node check.mjs http://127.0.0.1:3001 omk_... omk_...(with a tiny limit)
import assert from "node:assert/strict";
import OpenAI, { toFile } from "openai";
import { OpenRouter } from "@openrouter/sdk";

const [base, key, smallKey] = process.argv.slice(2);
const ai = new OpenAI({ apiKey: key, baseURL: `${base}/v1`, maxRetries: 0 });
const or = new OpenRouter({ apiKey: key, serverURL: `${base}/v1`, retryConfig: { strategy: "none" } });
const model = "openai/gpt-4o";
const messages = [{ role: "user", content: "a table to compare lighthouses, with python code" }];
const faulty = (kind) => [{ role: "user", content: `[[fault:${kind}*all]] hello` }];
const parameters = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
const tools = [{ type: "function", function: { name: "get_weather", parameters } }];

let passed = 0;
let failed = 0;

async function check(name, body) {
  try {
    await body();
    passed += 1;
    console.log(`ok   ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${name}: ${error.stack}`);
  }
}

async function balance() {
  const answer = await fetch(`${base}/api/billing/balance`, { headers: { authorization: `Bearer ${key}` } });
  return (await answer.json()).credits;
}

await check("models: the list has chat, image and video models", async () => {
  const types = new Set();
  for await (const one of ai.models.list()) types.add(one.type);
  assert.deepEqual([...types].filter((type) => ["chat", "image", "video"].includes(type)).sort(), ["chat", "image", "video"]);
});

await check("models: one with a slash in its id", async () => {
  const one = await ai.models.retrieve(model);
  assert.deepEqual([one.id, one.object, one.type], [model, "model", "chat"]);
  await assert.rejects(ai.models.retrieve("no/such"), (error) => error instanceof OpenAI.NotFoundError && error.code === "model_not_found");
});

await check("chat: a plain answer, charged what usage says", async () => {
  const before = await balance();
  const { data, response } = await ai.chat.completions.create({ model, messages }).withResponse();
  assert.match(data.choices[0].message.content, /sandbox/);
  assert.equal(Number(response.headers.get("x-omnihub-credits")), data.usage.cost);
  assert.ok(Math.abs(before - (await balance()) - data.usage.cost) < 1e-9);
});

await check("chat: a stream with usage in its last chunk", async () => {
  let text = "";
  let usage;
  const stream = await ai.chat.completions.create({ model, messages, stream: true, stream_options: { include_usage: true } });
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta?.content ?? "";
    assert.equal(usage, undefined);
    usage = chunk.usage ?? undefined;
  }
  assert.match(text, /```python/);
  assert.ok(usage.completion_tokens > 10 && usage.cost > 0);
});

await check("chat: the stream helper ends with a whole answer", async () => {
  const answer = await ai.chat.completions.stream({ model, messages }).finalChatCompletion();
  assert.equal(answer.choices[0].finish_reason, "stop");
});

await check("chat: tools, plain and streamed", async () => {
  const plain = await ai.chat.completions.create({ model, messages, tools });
  assert.equal(plain.choices[0].message.tool_calls[0].function.name, "get_weather");
  const streamed = await ai.chat.completions.stream({ model, messages, tools }).finalChatCompletion();
  assert.equal(typeof JSON.parse(streamed.choices[0].message.tool_calls[0].function.arguments).city, "string");
  const result = [...messages, streamed.choices[0].message, { role: "tool", tool_call_id: streamed.choices[0].message.tool_calls[0].id, content: "21 degrees" }];
  const last = await ai.chat.completions.create({ model, messages: result, tools });
  assert.ok(last.choices[0].message.content.length > 0);
});

await check("chat: a schema is followed", async () => {
  const schema = { type: "object", properties: { title: { type: "string" }, year: { type: "integer" } }, required: ["title", "year"] };
  const answer = await ai.chat.completions.create({ model, messages, response_format: { type: "json_schema", json_schema: { name: "book", schema } } });
  const book = JSON.parse(answer.choices[0].message.content);
  assert.deepEqual([typeof book.title, typeof book.year], ["string", "number"]);
});

await check("chat: a picture in the content", async () => {
  const pixel = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";
  const content = [{ type: "text", text: "what is this?" }, { type: "image_url", image_url: { url: pixel } }];
  const answer = await ai.chat.completions.create({ model, messages: [{ role: "user", content }] });
  assert.ok(answer.choices[0].message.content.length > 0);
});

await check("chat: a stream that is left costs what the provider billed, and nothing hangs", async () => {
  const stream = await ai.chat.completions.create({ model, messages, stream: true });
  for await (const chunk of stream) {
    assert.ok(chunk.id);
    break;
  }
});

await check("errors: each has its class, type and code", async () => {
  const bad = new OpenAI({ apiKey: "omk_nothing", baseURL: `${base}/v1`, maxRetries: 0 });
  await assert.rejects(bad.models.list(), (error) => error instanceof OpenAI.AuthenticationError && error.code === "invalid_api_key" && Boolean(error.requestID));
  await assert.rejects(ai.chat.completions.create({ model: "no/such", messages }), (error) => error instanceof OpenAI.NotFoundError && error.code === "model_not_found");
  await assert.rejects(ai.chat.completions.create({ model, messages, n: 99 }), (error) => error instanceof OpenAI.BadRequestError && error.param === "n");
  await assert.rejects(ai.chat.completions.create({ model, messages: faulty("429") }), OpenAI.RateLimitError);
  await assert.rejects(ai.chat.completions.create({ model, messages: faulty("too-long") }), (error) => error.status === 400 && error.code === "context_length_exceeded");
  await assert.rejects(ai.chat.completions.create({ model, messages: faulty("502") }), OpenAI.InternalServerError);
  const small = new OpenAI({ apiKey: smallKey, baseURL: `${base}/v1`, maxRetries: 0 });
  await assert.rejects(small.chat.completions.create({ model, messages }), (error) => error.status === 402 && error.code === "insufficient_quota");
});

await check("errors: one in the middle of a stream throws", async () => {
  await assert.rejects(async () => {
    for await (const chunk of await ai.chat.completions.create({ model, messages: faulty("chat-error"), stream: true })) void chunk;
  }, OpenAI.APIError);
});

await check("images: an address", async () => {
  const { data, response } = await ai.images.generate({ model: "flux-schnell", prompt: "a lighthouse at dusk", size: "1024x1024" }).withResponse();
  const file = await fetch(data.data[0].url);
  assert.match(file.headers.get("content-type"), /^image\//);
  assert.ok(Number(response.headers.get("x-omnihub-credits")) > 0);
});

await check("images: two, as base64", async () => {
  const answer = await ai.images.generate({ model: "flux-schnell", prompt: "a lighthouse at dawn", n: 2, response_format: "b64_json" });
  assert.deepEqual(answer.data.map((one) => Buffer.from(one.b64_json, "base64").length > 1000), [true, true]);
});

await check("videos: created, awaited, fetched, listed and deleted", async () => {
  let video = await ai.videos.create({ model: "kling-v2.5-turbo-pro", prompt: "waves on a pier", seconds: "5" });
  assert.equal(video.object, "video");
  await assert.rejects(ai.videos.downloadContent(video.id), OpenAI.ConflictError);
  for (let i = 0; i < 300 && !["completed", "failed"].includes(video.status); i++) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    video = await ai.videos.retrieve(video.id);
  }
  assert.equal(video.status, "completed", JSON.stringify(video));
  const content = await ai.videos.downloadContent(video.id);
  assert.match(content.headers.get("content-type"), /^video\//);
  assert.ok((await content.arrayBuffer()).byteLength > 1000);
  const ids = [];
  for await (const one of ai.videos.list({ limit: 1 })) ids.push(one.id);
  assert.ok(ids.includes(video.id));
  assert.equal((await ai.videos.delete(video.id)).deleted, true);
  await assert.rejects(ai.videos.retrieve(video.id), OpenAI.NotFoundError);
});

await check("videos: from a picture", async () => {
  const picture = await ai.images.generate({ model: "flux-schnell", prompt: "a small red boat", response_format: "b64_json" });
  const file = await toFile(Buffer.from(picture.data[0].b64_json, "base64"), "boat.jpg", { type: "image/jpeg" });
  const video = await ai.videos.create({ model: "kling-v2.5-turbo-pro", prompt: "the boat sails away", input_reference: file });
  assert.equal(video.model, "kling-v2.5-turbo-pro-image-to-video");
});

await check("embeddings: floats, which the client asks for as base64", async () => {
  const answer = await ai.embeddings.create({ model: "openai/text-embedding-3-small", input: ["one", "two"] });
  assert.equal(answer.data.length, 2);
  assert.equal(answer.data[0].embedding.length, 64);
  const plain = await ai.embeddings.create({ model: "openai/text-embedding-3-small", input: "one", encoding_format: "float" });
  assert.ok(Math.abs(plain.data[0].embedding[3] - answer.data[0].embedding[3]) < 1e-6);
  assert.ok(plain.usage.cost >= 0);
});

await check("OpenRouter's client: a plain answer and a stream", async () => {
  const answer = await or.chat.send({ chatRequest: { model, messages, stream: false } });
  assert.match(answer.choices[0].message.content, /sandbox/);
  assert.ok(answer.usage.cost > 0);
  let text = "";
  let usage;
  for await (const chunk of await or.chat.send({ chatRequest: { model, messages, stream: true } })) {
    text += chunk.choices[0]?.delta?.content ?? "";
    usage = chunk.usage ?? usage;
  }
  assert.match(text, /sandbox/);
  assert.ok(usage.cost > 0);
});

for (const kind of ["no-usage", "doc-usage", "old-usage"]) {
  await check(`OpenRouter's client: the last chunk where the provider sends ${kind}`, async () => {
    let usage;
    for await (const chunk of await or.chat.send({ chatRequest: { model, messages: faulty(kind), stream: true } })) usage = chunk.usage ?? usage;
    assert.ok(usage.completionTokens > 0);
  });
}

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
