module.exports = { preset: '../../jest.preset.js', displayName: 'jobs', rootDir: '.' };
