const connectWithRetry = (taskId, maxRetries = 5) => {
  let retryCount = 0;

  const connect = () => {
    const eventSource = new EventSource(`/codespace/task/${taskId}/logs/stream`);

    eventSource.addEventListener('log', (event) => {
      retryCount = 0; // Reset retry count on successful message
      const log = JSON.parse(event.data);
      handleLog(log);
    });

    eventSource.addEventListener('error', () => {
      eventSource.close();

      if (retryCount < maxRetries) {
        retryCount++;
        console.log(`Reconnecting... (${retryCount}/${maxRetries})`);
        setTimeout(connect, 2000 * retryCount); // Exponential backoff
      } else {
        console.error('Max retries reached');
        showErrorMessage();
      }
    });

    return eventSource;
  };

  return connect();
};
