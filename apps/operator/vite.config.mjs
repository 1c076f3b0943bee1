import { defaultClientConditions, defineConfig } from 'vite';

/** The page as the gateway serves it: names of files say what is in them, so that they may be kept for ever. */
export default defineConfig(({ mode }) => ({
  root: import.meta.dirname,
  base: '/operator/',
  // Nothing of what builds belongs in what is built.
  envPrefix: 'OPERATOR_PAGE_',
  resolve: { conditions: ['@secureconnect/source', ...defaultClientConditions] },
  build: {
    outDir: '../../dist/apps/operator',
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: mode === 'development',
    // What is inlined as data the policy of the page would refuse.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
}));
