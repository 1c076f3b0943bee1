module.exports = {
  preset: '../../../jest.preset.js',
  id: 'secureconnect',
  displayName: 'directory-store',
  rootDir: '.',
};
