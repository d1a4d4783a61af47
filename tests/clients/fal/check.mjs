// The official client against a sandbox, through both of its doors. Usage: node check.mjs http://127.0.0.1:3002
import assert from "node:assert/strict";
import { ApiError, ValidationError, createFalClient } from "@fal-ai/client";

const base = process.argv[2];
const MiB = 1024 * 1024;
const model = "fal-ai/flux/dev";
const input = { prompt: "a lighthouse at dusk", image_size: "square" };
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGP4z8AARAwQCgAf7gP9i18U1AAAAABJRU5ErkJggg==", "base64");

const doors = {
  requestMiddleware: {
    credentials: "test:secret",
    requestMiddleware: async (request) => {
      const url = new URL(request.url);
      return { ...request, url: base + url.pathname + url.search, headers: { ...request.headers, "x-orig-host": url.host } };
    },
  },
  proxyUrl: { credentials: "test:secret", proxyUrl: { url: `${base}/api/fal/proxy`, when: "always" } },
};

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

async function isPicture(url) {
  const answer = await fetch(url);
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get("content-type"), /^image\//);
  assert.ok((await answer.arrayBuffer()).byteLength > 1000);
}

async function fails(promise, type, status) {
  const error = await promise.then(() => assert.fail("It did not fail"), (e) => e);
  assert.ok(error instanceof type, `${error}`);
  assert.equal(error.status, status);
  return error;
}

for (const [door, config] of Object.entries(doors)) {
  const fal = createFalClient(config);
  const named = (name, body) => check(`${door}: ${name}`, body);

  await named("subscribe by polling", async () => {
    const seen = [];
    let enqueued;
    const result = await fal.subscribe(model, {
      input, logs: true, pollInterval: 100, onEnqueue: (id) => { enqueued = id; }, onQueueUpdate: (update) => seen.push(update),
    });
    assert.equal(result.requestId, enqueued);
    assert.equal(seen.at(-1).status, "COMPLETED");
    assert.ok(seen.some((s) => s.status === "IN_PROGRESS" && s.logs.length > 0));
    assert.ok(seen.every((s) => s.response_url && s.request_id === enqueued));
    await isPicture(result.data.images[0].url);
  });

  await named("subscribe by streaming", async () => {
    const seen = [];
    const result = await fal.subscribe(model, { input, mode: "streaming", logs: true, onQueueUpdate: (update) => seen.push(update.status) });
    assert.equal(seen.at(-1), "COMPLETED");
    await isPicture(result.data.images[0].url);
  });

  await named("run", async () => {
    const result = await fal.run(model, { input });
    assert.match(result.requestId, /^[0-9a-f-]{36}$/);
    await isPicture(result.data.images[0].url);
  });

  await named("stream", async () => {
    const stream = await fal.stream(model, { input });
    const events = [];
    for await (const event of stream) events.push(event);
    const last = await stream.done();
    assert.ok(events.length > 1);
    await isPicture(last.images[0].url);
  });

  await named("queue.submit, status, streamStatus, result", async () => {
    const submitted = await fal.queue.submit("fal-ai/kling-video/v2.5-turbo/pro/text-to-video", { input: { prompt: "waves", duration: "5" } });
    assert.equal(submitted.status, "IN_QUEUE");
    assert.ok(submitted.status_url.includes(`/fal-ai/kling-video/requests/${submitted.request_id}/status`));
    const app = "fal-ai/kling-video/v2.5-turbo/pro/text-to-video";
    const status = await fal.queue.status(app, { requestId: submitted.request_id, logs: true });
    assert.ok(["IN_QUEUE", "IN_PROGRESS"].includes(status.status));
    const early = await fails(fal.queue.result(app, { requestId: submitted.request_id }), ApiError, 400);
    assert.equal(early.body.detail, "Request is still in progress");
    const stream = await fal.queue.streamStatus(app, { requestId: submitted.request_id, logs: true });
    assert.equal((await stream.done()).status, "COMPLETED");
    const result = await fal.queue.result(app, { requestId: submitted.request_id });
    assert.equal(result.requestId, submitted.request_id);
    const video = await fetch(result.data.video.url, { headers: { range: "bytes=0-3" } });
    assert.equal(video.status, 206);
    assert.deepEqual([...new Uint8Array(await video.arrayBuffer())], [0x1a, 0x45, 0xdf, 0xa3]);
  });

  await named("queue.cancel", async () => {
    const { request_id: requestId } = await fal.queue.submit(model, { input: { ...input, prompt: "x [[fault:stuck]]" } });
    await fal.queue.cancel(model, { requestId });
    let status;
    do status = await fal.queue.status(model, { requestId });
    while (status.status !== "COMPLETED");
    assert.equal(status.error_type, "client_cancelled");
    await fails(fal.queue.cancel(model, { requestId }), ApiError, 400);
  });

  await named("a Blob in the input is uploaded", async () => {
    const result = await fal.subscribe("fal-ai/flux/dev/image-to-image", {
      input: { prompt: "more stars", image_url: new Blob([png], { type: "image/png" }) }, pollInterval: 100,
    });
    await isPicture(result.data.images[0].url);
  });

  await named("a Blob over 90 MiB goes up in parts", async () => {
    const large = new Uint8Array(91 * MiB).fill(7);
    large[90 * MiB + 5] = 9;
    const url = await fal.storage.upload(new Blob([large], { type: "application/octet-stream" }));
    const answer = await fetch(url);
    const back = new Uint8Array(await answer.arrayBuffer());
    assert.equal(back.length, large.length);
    assert.equal(back[90 * MiB + 5], 9);
  });

  await named("a wrong input is a ValidationError", async () => {
    const error = await fails(fal.subscribe(model, { input: { image_size: "square" }, pollInterval: 100 }), ValidationError, 422);
    assert.deepEqual(error.fieldErrors[0].loc, ["body", "prompt"]);
    assert.equal(error.fieldErrors[0].type, "missing");
    assert.match(error.requestId, /^[0-9a-f-]{36}$/);
  });

  await named("a rejected prompt is a ValidationError", async () => {
    const error = await fails(fal.subscribe(model, { input: { ...input, prompt: "x [[fault:content-policy]]" }, pollInterval: 100 }), ValidationError, 422);
    assert.equal(error.fieldErrors[0].type, "content_policy_violation");
  });

  await named("an unknown application is 404", async () => {
    await fails(fal.queue.submit("fal-ai/no-such-model", { input }), ApiError, 404);
  });

  await named("a locked account is 403", async () => {
    const error = await fails(fal.queue.submit(model, { input: { ...input, prompt: `${door} [[fault:locked]]` } }), ApiError, 403);
    assert.match(error.body.detail, /User is locked/);
  });

  await named("a bad gateway is tried again by the client", async () => {
    const result = await fal.subscribe(model, { input: { ...input, prompt: `${door} [[fault:502]] [[fault:503@status]]` }, pollInterval: 100 });
    assert.equal(result.data.images.length, 1);
  });

  await named("a user timeout is not", async () => {
    const error = await fails(fal.queue.submit(model, { input: { ...input, prompt: `${door} [[fault:user-timeout]]` } }), ApiError, 504);
    assert.ok(error.isUserTimeout);
  });
}

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
