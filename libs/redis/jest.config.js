module.exports = { preset: '../../jest.preset.js', id: 'secureconnect', displayName: 'redis', rootDir: '.' };
