const { dirname, extname, isAbsolute } = require('node:path');
const { Script } = require('node:vm');
const { default: Runtime } = require('jest-runtime');

/** What was made of a file, for as long as its source stays the same. */
const kept = new Map();
/** By file: the files that the names it asks for mean; null where jest itself must answer. */
const meant = { installed: new Map(), internal: new Map() };
/** By file: its compiled code, with all that jest gives a module, and with what node gives it. */
const [full, plain] = [new Map(), new Map()];
const isInstalled = (file) => file.includes('/node_modules/');

/**
 * jest-runtime, but a file is found, transformed and compiled once per process, not once per spec file: each spec file
 * still runs every module anew, in a context of its own. A module that asks nothing of jest is also run without what
 * jest makes for each of them. Together that is most of what loading costs (ADR 28).
 */
class KeepingRuntime extends Runtime {
  constructor(...parts) {
    super(...parts);
    keepTransforms(this);
    keepScripts(this);
  }

  requireModuleOrMock(from, name) {
    const jests = () => super.requireModuleOrMock(from, name);
    // A spec file with mocks of its own takes jest's way for all modules it asks for from then on.
    if (!this.mockState.noMockCanApply(this.mockState.explicitCjsMock)) return jests();
    return this.#run(fileMeant(this, from, name, false), false, jests);
  }

  requireInternalModule(from, name) {
    const jests = () => super.requireInternalModule(from, name);
    return this.#run(fileMeant(this, from, name, true), true, jests);
  }

  #run(file, internal, jests) {
    if (!file || this.testState.isTornDown()) return jests();
    const modules = internal
      ? this.registries.getInternalCjsRegistry()
      : this.registries.getActiveCjsRegistry();
    const known = modules.get(file);
    if (known) return known.exports;
    const script = plainScript(this, file, internal);
    const context = this.executor.environment.getVmContext();
    if (!script || !context) return jests();
    this.testState.throwIfBetweenTests('A module is asked for outside of what the tests do.');
    const ask = internal
      ? (name) => this.requireInternalModule(file, name)
      : (name) => this.requireModuleOrMock(file, name);
    return runPlainly(script.runInContext(context), file, modules, ask);
  }
}

/** Runs a compiled module as node does: it is known before it runs, and no more when it has thrown. */
function runPlainly(compiled, file, modules, ask) {
  const path = dirname(file);
  const module = { exports: {}, filename: file, id: file, loaded: false, path, children: [] };
  modules.set(file, module);
  try {
    compiled.call(module.exports, module, module.exports, ask, path, file);
  } catch (error) {
    modules.delete(file);
    throw error;
  }
  module.loaded = true;
  return module.exports;
}

function keepTransforms({ transformCache: cache }) {
  const transform = cache.transform.bind(cache);
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
}

function keepScripts({ executor }) {
  const compile = executor.compile.bind(executor);
  executor.compile = (code, file) => {
    const script = keptScript(full, file, code, executor.injectedModuleParameters);
    const context = executor.environment.getVmContext();
    return script && context ? script.runInContext(context) : compile(code, file);
  };
}

/** Names that jest itself must answer: its own, node's, and those with which its own code leaves the context. */
const jests = /^(@jest\/|expect$|chalk$|jest-main:)/;

function fileMeant({ _resolution: resolution }, from, name, internal) {
  if (name === undefined) return undefined;
  const all = internal ? meant.internal : meant.installed;
  if (!all.has(from)) all.set(from, new Map());
  const known = all.get(from);
  const found = known.get(name);
  if (found !== undefined) return found;
  const isOurs = !resolution.isCoreModule(name) && (!jests.test(name) || (internal && isAbsolute(name)));
  let file = null;
  if (isOurs) {
    try {
      file = resolution.resolveCjs(from, name);
    } catch {
      return undefined; // jest says what is missing, in its own words.
    }
    if (!/^\.(js|cjs|mjs|ts)$/.test(extname(file))) file = null;
  }
  known.set(name, file);
  return file;
}

/** What a module names when it asks more of its surroundings than other modules and its own exports. */
const asksMore = /\bjest\b|\bimport\s*\(|\brequire\b(?!\s*\()|\bmodule\s*(\[|\.\s*(?!exports\b))/;
const plainNames = ['module', 'exports', 'require', '__dirname', '__filename'];

/** The compiled module when it can be run plainly, else undefined. */
function plainScript({ transformCache }, file, internal) {
  const code = transformCache.transform(file, internal ? { isInternalModule: true } : undefined);
  return keptScript(plain, file, code, plainNames, asksMore);
}

/** What was compiled before, unless the code is another one by now; none for code with what is `forbidden`. */
function keptScript(scripts, file, code, names, forbidden) {
  const entry = scripts.get(file);
  if (entry?.code === code) return entry.script;
  const script = forbidden?.test(code) ? undefined : scriptOf(code, file, names);
  scripts.set(file, { code, script });
  return script;
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
