module.exports = {
  preset: '../../jest.preset.js',
  id: 'secureconnect',
  displayName: 'contracts',
  rootDir: '.',
};
