const { createTransformer } = require('@swc/jest');

/** @swc/jest, less an ES module's own `const __dirname = …`, which clashes with the CommonJS wrapper's. */
module.exports = {
  createTransformer(options) {
    const swc = createTransformer(options);
    const clean = (source, file) =>
      file.includes('/node_modules/')
        ? source.replace(/^(?:const|let|var) (?:__dirname|__filename) *=.*$/gm, '')
        : source;
    return {
      canInstrument: swc.canInstrument,
      getCacheKey: (source, file, rest) => swc.getCacheKey(clean(source, file), file, rest),
      process: (source, file, rest) => swc.process(clean(source, file), file, rest),
    };
  },
};
