const { readFileSync, readdirSync, existsSync } = require('node:fs');
const { join } = require('node:path');

const swc = JSON.parse(readFileSync(join(__dirname, '.swcrc'), 'utf8'));
delete swc.exclude;

/**
 * Jest runs CommonJS here, and on Node 20 it cannot require() an ES module. Each installed package that is
 * "type": "module" is therefore compiled to CommonJS by swc; jest caches the result.
 */
function esmPackages(nodeModules) {
  const found = [];
  const look = (name) => {
    const manifest = join(nodeModules, name, 'package.json');
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).type === 'module')
      found.push(name);
  };
  for (const entry of readdirSync(nodeModules)) {
    if (entry.startsWith('@'))
      readdirSync(join(nodeModules, entry)).forEach((sub) => look(`${entry}/${sub}`));
    else look(entry);
  }
  return found;
}

module.exports = {
  testEnvironment: 'node',
  runtime: require.resolve('./jest.runtime.js'),
  reporters: ['default', require.resolve('./jest.endings.js'), require.resolve('./jest.failures.js')],
  testMatch: ['**/*.spec.ts'],
  testTimeout: 30_000,
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  testEnvironmentOptions: {
    customExportConditions: ['@secureconnect/source', 'node', 'node-addons', 'require', 'default'],
  },
  transform: { '^.+\\.(ts|js|mjs)$': [require.resolve('./jest.transform.js'), { ...swc, swcrc: false }] },
  transformIgnorePatterns: [`/node_modules/(?!(${esmPackages(join(__dirname, 'node_modules')).join('|')})/)`],
};
