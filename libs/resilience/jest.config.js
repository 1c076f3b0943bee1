module.exports = { preset: '../../jest.preset.js', displayName: 'resilience', rootDir: '.' };
