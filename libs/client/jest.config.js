module.exports = { preset: '../../jest.preset.js', id: 'secureconnect', displayName: 'client', rootDir: '.' };
