/**
 * What a hashing thread runs. As text, for it is the same run from source, from a build and in a test; argon2 comes by
 * path, for such a thread has no folder of its own. A thread has a priority of its own on Linux; elsewhere it may not.
 */
export const hasherThread = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { setPriority } = require('node:os');
  const { hashSync, verifySync } = require(workerData.argon2);
  if (process.platform === 'linux') setPriority(workerData.priority);
  parentPort.on('message', ({ password, hash, parameters }) => {
    try {
      const value = hash === undefined ? hashSync(password, parameters) : verifySync(hash, password);
      parentPort.postMessage({ value });
    } catch (error) {
      parentPort.postMessage({ error: String(error) });
    }
  });
`;
