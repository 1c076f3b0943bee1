module.exports = {
  preset: '../../jest.preset.js',
  id: 'secureconnect',
  displayName: 'chat-e2e',
  rootDir: '.',
};
