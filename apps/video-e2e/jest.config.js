module.exports = { preset: '../../jest.preset.js', displayName: 'video-e2e', rootDir: '.' };
