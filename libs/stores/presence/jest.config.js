module.exports = {
  preset: '../../../jest.preset.js',
  id: 'secureconnect',
  displayName: 'presence-store',
  rootDir: '.',
};
