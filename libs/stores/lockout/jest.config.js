module.exports = {
  preset: '../../../jest.preset.js',
  id: 'secureconnect',
  displayName: 'lockout-store',
  rootDir: '.',
};
