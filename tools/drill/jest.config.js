module.exports = { preset: '../../jest.preset.js', id: 'secureconnect', displayName: 'drill', rootDir: '.' };
