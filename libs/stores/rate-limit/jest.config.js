module.exports = {
  preset: '../../../jest.preset.js',
  id: 'secureconnect',
  displayName: 'rate-limit-store',
  rootDir: '.',
};
