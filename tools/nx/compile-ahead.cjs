const { writeFileSync } = require('node:fs');
const { get } = require('node:http');
const Module = require('node:module');
const { join } = require('node:path');
const { setFlagsFromString } = require('node:v8');
const vm = require('node:vm');

/**
 * `node compile-ahead.cjs <folder of a built service> <folder it will be in>`: starts it, with nothing to stand on, asks
 * it once how it is, and keeps what V8 has compiled until then.
 */
const [folder, place] = process.argv.splice(2);
const filename = join(place, 'main.js');
const nowhere = '127.0.0.1:1';
const [lookMs, patienceMs] = [20, 45_000];

/** The program, as its entry compiles it. */
let program;
vm.Script = class extends vm.Script {
  constructor(code, options) {
    super(code, { ...options, filename });
    program = this;
  }
};

function keep() {
  // A service changes this one flag while it starts, and V8 takes only what was compiled under the same ones.
  setFlagsFromString('--semi-space-growth-factor=2');
  writeFileSync(join(folder, 'code.cache'), program.createCachedData());
  writeFileSync(join(folder, 'code.path'), filename);
  process.exit(0);
}

const listening = () =>
  process
    ._getActiveHandles()
    .find((handle) => handle.listening)
    ?.address();
const looking = setInterval(() => {
  const address = listening();
  if (!address) return;
  clearInterval(looking);
  get({ ...address, host: address.address, path: '/health/ready' }, (answer) =>
    answer.resume().on('end', keep),
  );
}, lookMs);
setTimeout(() => process.exit(1), patienceMs);

Object.assign(process.env, {
  ...{ NODE_ENV: 'development', LOG_LEVEL: 'error', HOST: '127.0.0.1', PORT: '0' },
  ...{ REDIS_URL: `redis://${nowhere}`, DATABASE_URL: `postgresql://nobody:nothing@${nowhere}/nothing` },
});
process.argv[1] = join(folder, 'main.js');
Module.runMain();
