const { writeSync } = require('node:fs');
const { Session } = require('node:inspector');
const { Worker } = require('node:worker_threads');

/** How long a process may live on after its last test, how long all of its tests may take, and when it is killed. */
const patience = { leakMs: 10_000, wholeMs: 20 * 60_000, graceMs: 30_000 };

/**
 * A reporter that lets no process of jest run for ever. One that lives on when all is said is told what holds it, by
 * name, and ended with the code its tests have earned; one whose tests never come to their end, with a failure.
 */
class Endings {
  constructor(globalConfig, options = {}) {
    this.failure = globalConfig.testFailureExitCode;
    this.isWatched = globalConfig.watch || globalConfig.watchAll || globalConfig.detectOpenHandles;
    this.patience = { ...patience, ...options };
    this.running = new Set();
  }

  onRunStart() {
    if (this.isWatched) return;
    const { wholeMs, graceMs } = this.patience;
    this.whole = setTimeout(() => this.#endUnfinished(), wholeMs).unref();
    this.watch = watchFromAside(wholeMs + graceMs);
  }

  onTestFileStart({ path }) {
    this.running.add(path);
  }

  onTestFileResult({ path }) {
    this.running.delete(path);
  }

  onRunComplete(_contexts, results) {
    if (this.isWatched) return;
    clearTimeout(this.whole);
    void this.watch.terminate();
    setTimeout(() => this.#endLeaking(results), this.patience.leakMs).unref();
    // Without what node tidies up when it ends by itself, where a handle that libuv would not close keeps it for ever.
    process.once('beforeExit', () => process.exit());
  }

  #endLeaking(results) {
    const { leakMs } = this.patience;
    say(`All tests have ended ${leakMs / 1_000} s ago, and this process lives on. It is ended now.`);
    // Jest itself sets the code when it has come so far; results are judged after the reporters have heard of them.
    if (!results.success) process.exitCode = this.failure;
    process.exit();
  }

  #endUnfinished() {
    void this.watch.terminate();
    const minutes = this.patience.wholeMs / 60_000;
    say(`The tests of this process have not ended within ${minutes} minutes. They are ended now.`, [
      ...this.running,
    ]);
    process.exit(this.failure);
  }
}

/** For what holds up the process itself, where no timer of its own would fire. */
function watchFromAside(ms) {
  const kill = `
    const { writeSync } = require('node:fs');
    setTimeout(() => {
      writeSync(2, ${JSON.stringify(`\njest has answered to nothing for so long that it is killed: ${ms / 60_000} minutes. One of its spec files runs on without a pause.\n`)});
      process.kill(process.pid, 'SIGKILL');
    }, ${ms});`;
  const worker = new Worker(kill, { eval: true });
  worker.unref();
  return worker;
}

function say(what, running = []) {
  const lines = [
    ...running.map((file) => `in the midst of: ${file}`),
    ...process._getActiveHandles().filter(isNotOurs).map(nameOf),
    ...process._getActiveRequests().map((request) => `a request that is not answered: ${kindOf(request)}`),
    ...timersInWords(),
    `in short: ${process.getActiveResourcesInfo().join(', ')}`,
  ];
  const bar = '!'.repeat(100);
  // At once, for the process ends next.
  writeSync(2, `\n${bar}\n${what}\nWhat holds it must be closed by the spec file that opened it:\n`);
  for (const line of lines) writeSync(2, `  - ${line}\n`);
  writeSync(2, `${bar}\n`);
}

const kindOf = (held) => held?.constructor?.name ?? typeof held;
const isNotOurs = (handle) => ![process.stdin, process.stdout, process.stderr].includes(handle);

function nameOf(handle) {
  switch (kindOf(handle)) {
    case 'ChildProcess':
      return childInWords(handle);
    case 'Socket':
      return socketInWords(handle);
    case 'Server':
      return `a server that listens at ${placeOf(handle.address())}`;
    default:
      return `a ${kindOf(handle)}`;
  }
}

/** It may hold what we write to, and so whoever reads that; it ends with us. */
function childInWords(child) {
  const words = `a child, ${child.pid}: ${child.spawnargs.join(' ').slice(0, 300)}`;
  const state = child.connected ? ' (with a channel that is open)' : '';
  child.kill('SIGKILL');
  return words + state;
}

function socketInWords(socket) {
  const { localAddress, localPort, remoteAddress, remotePort, _host: host } = socket;
  const [from, to] = [placeOf({ address: localAddress, port: localPort }), placeOf({ address: remoteAddress ?? host, port: remotePort })]; // prettier-ignore
  const state = ['connecting', 'destroyed', 'readableEnded', 'writableEnded', 'writableFinished'].filter((each) => socket[each]); // prettier-ignore
  const counts = `read ${socket.bytesRead}, written ${socket.bytesWritten}, not sent ${socket.writableLength}`;
  return `a socket from ${from} to ${to} (${[...state, counts].join(', ')})`;
}

const placeOf = (place) =>
  typeof place === 'string' ? place : place?.port ? `${place.address}:${place.port}` : 'nowhere any more';

/** Timers are known to nobody but the debugger. */
function timersInWords() {
  const session = new Session();
  session.connect();
  try {
    const ask = (method, params) => answerOf(session, method, params);
    const expression = 'Object.getPrototypeOf(setTimeout(() => {}, 0).unref())';
    const prototype = ask('Runtime.evaluate', { expression, includeCommandLineAPI: false }).result.objectId;
    const all = ask('Runtime.queryObjects', { prototypeObjectId: prototype }).objects.objectId;
    const found = ask('Runtime.callFunctionOn', {
      objectId: all,
      functionDeclaration: inWords,
      returnByValue: true,
    });
    return found.result.value;
  } catch (error) {
    return [`timers: they cannot be told (${error.message})`];
  } finally {
    session.disconnect();
  }
}

const inWords = `function () {
  return [...this].filter((timer) => timer._onTimeout && !timer._destroyed && timer.hasRef()).map((timer) =>
    'a timer of ' + timer._idleTimeout + ' ms' + (timer._repeat ? ', again and again' : '') + ': ' +
    String(timer._onTimeout).replace(/\\s+/g, ' ').slice(0, 160));
}`;

/** The debugger of this thread answers before the question returns. */
function answerOf(session, method, params) {
  let answer;
  session.post(method, params, (error, result) => (answer = error ? undefined : result));
  if (!answer) throw new Error(`${method} was not answered`);
  return answer;
}

module.exports = Endings;
