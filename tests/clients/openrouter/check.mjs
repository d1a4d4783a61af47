// The official clients against a sandbox. Usage: node check.mjs http://127.0.0.1:3002
import assert from "node:assert/strict";
import { OpenRouter } from "@openrouter/sdk";
import OpenAI from "openai";

const base = process.argv[2];
const or = new OpenRouter({ apiKey: "sk-or-test", serverURL: `${base}/api/v1`, retryConfig: { strategy: "none" } });
const ai = new OpenAI({ apiKey: "sk-or-test", baseURL: `${base}/api/v1`, maxRetries: 0 });
const model = "openai/gpt-4o";
const messages = [{ role: "user", content: "a table to compare lighthouses, with python code" }];
const tools = [{ type: "function", function: { name: "get_weather", parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] } } }];

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

const faulty = (kind) => [{ role: "user", content: `[[fault:${kind}*all]] hello` }];

await check("OpenRouter: a plain answer with its cost", async () => {
  const answer = await or.chat.send({ chatRequest: { model, messages, stream: false } });
  assert.match(answer.choices[0].message.content, /sandbox/);
  assert.ok(answer.usage.completionTokens > 10);
  assert.ok(answer.usage.cost > 0);
});

await check("OpenRouter: a streamed answer, usage last", async () => {
  const stream = await or.chat.send({ chatRequest: { model, messages, stream: true } });
  let text = "";
  let usage;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta?.content ?? "";
    usage = chunk.usage ?? usage;
  }
  assert.match(text, /\| --- \|/);
  assert.match(text, /```python/);
  assert.ok(usage.cost > 0);
});

await check("OpenRouter: reasoning", async () => {
  const answer = await or.chat.send({ chatRequest: { model, messages, stream: false, reasoning: { effort: "high" } } });
  assert.ok(answer.choices[0].message.reasoning.length > 0);
});

await check("OpenRouter: tool calls in a stream", async () => {
  const stream = await or.chat.send({ chatRequest: { model, messages, tools, stream: true } });
  let name = "";
  let text = "";
  for await (const chunk of stream) {
    const call = chunk.choices[0]?.delta?.toolCalls?.[0];
    name += call?.function?.name ?? "";
    text += call?.function?.arguments ?? "";
  }
  assert.equal(name, "get_weather");
  assert.equal(typeof JSON.parse(text).city, "string");
});

await check("OpenRouter: models", async () => {
  const list = await or.models.list();
  assert.ok(JSON.stringify(list).includes("openai/gpt-4o"));
});

await check("OpenRouter: a generation is looked up after a moment", async () => {
  const answer = await or.chat.send({ chatRequest: { model, messages, stream: false } });
  for (let i = 0; ; i++) {
    try {
      const found = await or.generations.getGeneration({ id: answer.id });
      assert.ok(Math.abs(found.data.totalCost - answer.usage.cost) < 1e-12);
      return;
    } catch (error) {
      if (i > 40 || error instanceof assert.AssertionError) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
});

for (const [kind, name] of [["unauthorized", /Unauthorized/], ["402", /PaymentRequired/], ["moderation", /Forbidden/], ["429", /TooManyRequests/], ["too-long", /BadRequest/]]) {
  await check(`OpenRouter: ${kind} is its own error`, async () => {
    await assert.rejects(or.chat.send({ chatRequest: { model, messages: faulty(kind), stream: false } }), (error) => name.test(error.constructor.name));
  });
}

await check("OpenRouter: an error in the middle of a stream is a chunk", async () => {
  const stream = await or.chat.send({ chatRequest: { model, messages: faulty("chat-error"), stream: true } });
  let error;
  for await (const chunk of stream) error = chunk.error ?? error;
  assert.equal(error.code, 502);
});

await check("OpenAI: a plain answer", async () => {
  const answer = await ai.chat.completions.create({ model, messages });
  assert.match(answer.choices[0].message.content, /sandbox/);
});

await check("OpenAI: a streamed answer", async () => {
  let text = "";
  for await (const chunk of await ai.chat.completions.create({ model, messages, stream: true })) text += chunk.choices[0]?.delta?.content ?? "";
  assert.match(text, /sandbox/);
});

await check("OpenAI: a schema is followed", async () => {
  const schema = { type: "object", properties: { title: { type: "string" }, year: { type: "integer" } }, required: ["title", "year"] };
  const answer = await ai.chat.completions.create({ model, messages, response_format: { type: "json_schema", json_schema: { name: "book", schema } } });
  const book = JSON.parse(answer.choices[0].message.content);
  assert.deepEqual([typeof book.title, typeof book.year], ["string", "number"]);
});

await check("OpenAI: embeddings", async () => {
  const answer = await ai.embeddings.create({ model: "openai/text-embedding-3-small", input: ["one", "two"] });
  assert.equal(answer.data.length, 2);
  assert.equal(answer.data[0].embedding.length, 64);
});

await check("OpenAI: an error in the middle of a stream throws", async () => {
  await assert.rejects(async () => {
    for await (const chunk of await ai.chat.completions.create({ model, messages: faulty("chat-error"), stream: true })) void chunk;
  }, OpenAI.APIError);
});

await check("the bill has every answer", async () => {
  const bill = await (await fetch(`${base}/sandbox/chat/bill`)).json();
  assert.ok(bill.generations.length >= 10);
  assert.ok(Number(bill.total) > 0);
});

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
