const { Script } = require('node:vm');
const { default: Runtime } = require('jest-runtime');

/** What was made of a file, for as long as its source stays the same. */
const kept = new Map();
const isInstalled = (file) => file.includes('/node_modules/');

/**
 * jest-runtime, but a file is transformed and compiled once per process, not once per spec file: each spec file
 * still runs every module anew, in a context of its own. That is half of what most of them cost.
 */
class KeepingRuntime extends Runtime {
  constructor(...parts) {
    super(...parts);
    const { transformCache: cache, executor } = this;
    const [transform, compile] = [cache.transform.bind(cache), executor.compile.bind(executor)];
    cache.transform = (file, options) => {
      if (options?.isInternalModule) return transform(file, options);
      // Installed packages stay as they are while jest runs.
      const source = isInstalled(file) || cache.fileCache.readFile(file);
      if (kept.get(file)?.source !== source) {
        transform(file, options);
        kept.set(file, { source, made: cache.transforms.get(file) });
      }
      const { made } = kept.get(file);
      cache.transforms.set(file, made);
      if (made.sourceMapPath) cache.sourceMaps.set(file, made.sourceMapPath);
      return made.code;
    };
    executor.compile = (code, file) => {
      const entry = kept.get(file);
      if (entry?.made.code !== code) return compile(code, file);
      entry.script ??= scriptOf(code, file, executor.injectedModuleParameters);
      const context = executor.environment.getVmContext();
      return entry.script && context ? entry.script.runInContext(context) : compile(code, file);
    };
  }
}

/** The compiled module, or undefined where jest must do it: for its words on a syntax error, and to import(). */
function scriptOf(code, filename, names) {
  if (/\bimport\s*\(/.test(code)) return undefined;
  const head = `(function (${names.join()}) {`;
  try {
    return new Script(`${head}${code}\n})`, { filename, columnOffset: -head.length });
  } catch {
    return undefined;
  }
}

module.exports = { __esModule: true, default: KeepingRuntime };
