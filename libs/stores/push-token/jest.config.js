module.exports = {
  preset: '../../../jest.preset.js',
  id: 'secureconnect',
  displayName: 'push-token-store',
  rootDir: '.',
};
