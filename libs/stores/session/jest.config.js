module.exports = {
  preset: '../../../jest.preset.js',
  id: 'secureconnect',
  displayName: 'session-store',
  rootDir: '.',
};
