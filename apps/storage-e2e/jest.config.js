module.exports = {
  preset: '../../jest.preset.js',
  id: 'secureconnect',
  displayName: 'storage-e2e',
  rootDir: '.',
};
