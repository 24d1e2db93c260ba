// BullMQ in the comparison: `node bench.js worker`, `produce` and `fill`. README.md has the variables.
// BENCH_BULLMQ: a folder with node_modules/bullmq.
const { createRequire } = require('module');
const req = createRequire((process.env.BENCH_BULLMQ || __dirname) + '/x.js');
const { Queue, Worker } = req('bullmq');
const fs = require('fs');
const E = process.env;
const u = new URL(E.BENCH_BROKER_URL || 'redis://127.0.0.1:6379/0');
const connection = { host: u.hostname, port: +(u.port || 6379), db: +(u.pathname.slice(1) || 0), maxRetriesPerRequest: null };
const now = () => BigInt(Math.round((performance.timeOrigin + performance.now()) * 1e6));

if (process.argv[2] === 'worker') {
  // no mmap in Node: one pwrite per task into the counter file
  const fd = fs.openSync(`${E.BENCH_COUNTER_DIR || '/tmp'}/${process.pid}.cnt`, 'w');
  const b = Buffer.alloc(24);
  let n = 0n, first = 0n;
  const done = () => {
    const t = now();
    if (!first) first = t;
    b.writeBigUInt64LE(++n, 0); b.writeBigUInt64LE(first, 8); b.writeBigUInt64LE(t, 16);
    fs.writeSync(fd, b, 0, 24, 0);
  };
  const w = new Worker('bench', async (job) => {
    if (job.data.ms) await new Promise((r) => setTimeout(r, job.data.ms));
    done();
    return 1;
  }, { connection, concurrency: +(E.BENCH_CONCURRENCY || 50), removeOnComplete: { count: 0 } });
  process.on('SIGTERM', async () => { await w.close(true); process.exit(0); });
} else {
  (async () => {
    const q = new Queue('bench', { connection });
    const n = +(E.BENCH_N || 10000);
    const s = 'x'.repeat(+(E.BENCH_PAYLOAD || 1024));
    await q.waitUntilReady();
    const t0 = performance.now();
    const bulk = process.argv[2] === 'fill';
    const data = (i) => (E.BENCH_TASK === 'payload' ? { s } : { x: i, y: 1 });
    if (bulk) {
      for (let i = 0; i < n; i += 500) {
        await q.addBulk(Array.from({ length: Math.min(500, n - i) }, (_, k) => ({ name: 'add', data: data(i + k) })));
      }
    } else {
      for (let i = 0; i < n; i++) await q.add('add', data(i));
    }
    console.log(JSON.stringify({ n, seconds: (performance.now() - t0) / 1000 }));
    await q.close();
    process.exit(0);
  })();
}
