module.exports = {
  preset: '../../jest.preset.js',
  id: 'secureconnect',
  displayName: 'auth-e2e',
  rootDir: '.',
};
