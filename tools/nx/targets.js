const { existsSync, readFileSync } = require('node:fs');
const { basename, dirname, join } = require('node:path');

/**
 * Gives every project its targets, so that a package.json holds only what is particular to it:
 * an app is built into dist/apps/<name> and can be served, a page is built there by Vite, a library is built beside its source,
 * a project with a jest.config.js is tested.
 */
const manifests = '{apps,libs,tools}/**/package.json';
const placeAndNode = 'node -p "process.cwd() + process.version"';
const run = (cwd) => (command) => ({ executor: 'nx:run-commands', options: { command, cwd } });

function targetsOf(name, root, workspaceRoot) {
  const toRoot = root
    .split('/')
    .map(() => '..')
    .join('/');
  const at = run(root);
  const has = (file) => existsSync(join(workspaceRoot, root, file));
  const isPage = has('vite.config.mjs');
  const isApp = /^apps\//.test(root) && has('src/main.ts') && !isPage;
  const out = isApp ? `${toRoot}/dist/${root}` : 'dist';
  const targets = {
    lint: { ...at('eslint .'), cache: true, inputs: ['default', '^production', 'lintRules'] },
  };
  if (has('tsconfig.json')) {
    targets.typecheck = { ...at('tsc -p tsconfig.json'), cache: true, inputs: ['default', '^production'] };
  }
  if (has('src/index.ts') || isApp) {
    targets.build = {
      // Built aside and moved into place, so that what runs from the last build loses no file under its feet for long.
      ...at(
        `swc src -d ${out}.new --strip-leading-paths --config-file ${toRoot}/.swcrc --delete-dir-on-start --quiet && ` +
          (isApp ? `node ${toRoot}/tools/nx/bundle.mjs ${out}.new ${out} && ` : '') +
          `rm -rf ${out} && mv ${out}.new ${out}`,
      ),
      cache: true,
      dependsOn: ['^build'],
      // What is compiled ahead is of its place and of its Node: a build of another clone would start slower.
      inputs: ['production', '^production', ...(isApp ? [{ runtime: placeAndNode }] : [])],
      outputs: [isApp ? `{workspaceRoot}/dist/${root}` : '{projectRoot}/dist'],
    };
  }
  if (isPage) {
    targets.build = {
      // Aside and into place, as above.
      ...at(
        `vite build --logLevel warn --emptyOutDir --outDir ${toRoot}/dist/${root}.new && rm -rf ${toRoot}/dist/${root} && mv ${toRoot}/dist/${root}.new ${toRoot}/dist/${root}`,
      ),
      cache: true,
      inputs: ['production', '^production'],
      outputs: [`{workspaceRoot}/dist/${root}`],
    };
  }
  if (has('jest.config.js')) {
    targets.test = {
      ...at(`node ${toRoot}/jest.again.js`),
      cache: true,
      // An end-to-end test runs the production builds of what it depends on.
      dependsOn: root.endsWith('-e2e') ? ['^build'] : [],
      inputs: ['default', '^production'],
      outputs: [`{workspaceRoot}/coverage/${root}`],
    };
  }
  if (isApp) {
    // Brings up the data servers it needs, unless they run already, and reloads on every change.
    targets.serve = {
      ...run('.')(`node tools/start/bare.mjs serve ${name}`),
      cache: false,
      continuous: true,
    };
  }
  return targets;
}

module.exports = {
  name: 'secureconnect-targets',
  createNodesV2: [
    manifests,
    async (files, _options, context) =>
      files
        .filter((file) => !file.includes('/dist/'))
        .map((file) => {
          const root = dirname(file);
          const { nx = {} } = JSON.parse(readFileSync(join(context.workspaceRoot, file), 'utf8'));
          const name = nx.name ?? basename(root);
          return [
            file,
            { projects: { [root]: { name, targets: targetsOf(name, root, context.workspaceRoot) } } },
          ];
        }),
  ],
};
