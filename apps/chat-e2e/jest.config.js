module.exports = { preset: '../../jest.preset.js', displayName: 'chat-e2e', rootDir: '.' };
