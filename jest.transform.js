const { createTransformer } = require('@swc/jest');

/**
 * @swc/jest, less an ES module's own `const __dirname = …`, which clashes with the CommonJS wrapper's. What it makes of
 * a file does not depend on the project that asks, so all of them share it: they have one `id`, and keys of one root.
 * Whoever comes first compiles Nest, which takes some seconds.
 */
module.exports = {
  createTransformer(options) {
    const swc = createTransformer(options);
    const clean = (source, file) =>
      file.includes('/node_modules/')
        ? source.replace(/^(?:const|let|var) (?:__dirname|__filename) *=.*$/gm, '')
        : source;
    const shared = (rest) => ({
      ...rest,
      configString: __dirname,
      config: { ...rest.config, rootDir: __dirname },
    });
    return {
      canInstrument: swc.canInstrument,
      getCacheKey: (source, file, rest) => swc.getCacheKey(clean(source, file), file, shared(rest)),
      process: (source, file, rest) => swc.process(clean(source, file), file, rest),
    };
  },
};
