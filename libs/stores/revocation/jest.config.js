module.exports = {
  preset: '../../../jest.preset.js',
  id: 'secureconnect',
  displayName: 'revocation-store',
  rootDir: '.',
};
