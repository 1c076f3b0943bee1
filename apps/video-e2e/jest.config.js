module.exports = {
  preset: '../../jest.preset.js',
  id: 'secureconnect',
  displayName: 'video-e2e',
  rootDir: '.',
};
