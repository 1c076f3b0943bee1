const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { setFlagsFromString } = require('node:v8');
const { Script } = require('node:vm');

/**
 * Runs code.js as if it stood here: stack traces name this file, with the lines of that one and by its map. What its
 * build has compiled is taken as it is, unless another version of Node runs it, which compiles it anew.
 */
function compiled() {
  const options = { filename: __filename, cachedData: compiledAhead() };
  return new Script(readFileSync(join(__dirname, 'code.js'), 'latin1'), options);
}

/** Only where it was built: the names of files in stack traces are compiled, too. */
function compiledAhead() {
  try {
    const builtAs = readFileSync(join(__dirname, 'code.path'), 'utf8');
    return builtAs === __filename ? readFileSync(join(__dirname, 'code.cache')) : undefined;
  } catch {
    return undefined; // The build could not run it.
  }
}

const program = compiled();
// Before anything is loaded, for what grows meanwhile is never given back (platform's frugal-start); and after what was
// compiled ahead is taken, which V8 does only under the flags it was compiled with.
setFlagsFromString('--semi-space-growth-factor=1');
program.runInThisContext().call(exports, exports, require, module, __filename, __dirname);
//# sourceMappingURL=code.js.map
