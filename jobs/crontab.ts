/** What runs by itself, each minute. Missed minutes are not caught up: the next one finds the same state. */
export const crontab = `
* * * * * tick ?max=1
* * * * * sync_inboxes ?max=1
* * * * * sweep ?max=1
`;
