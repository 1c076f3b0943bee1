module.exports = {
  preset: '../../jest.preset.js',
  id: 'secureconnect',
  displayName: 'gateway-e2e',
  rootDir: '.',
};
