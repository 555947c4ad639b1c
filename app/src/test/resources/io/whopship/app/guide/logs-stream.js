// Basic streaming setup
const taskLogsStream = (taskId) => {
  const eventSource = new EventSource(
    `/codespace/task/${taskId}/logs/stream`,
    {
      headers: {
        'Authorization': `Bearer ${yourAuthToken}`
      }
    }
  );

  // Listen for new logs
  eventSource.addEventListener('log', (event) => {
    const log = JSON.parse(event.data);
    console.log('New log:', log);

    // Update UI
    appendLogToTerminal(log);
  });

  // Listen for heartbeat (keep-alive)
  eventSource.addEventListener('heartbeat', (event) => {
    const data = JSON.parse(event.data);
    console.log('Heartbeat:', data.timestamp);
  });

  // Listen for completion
  eventSource.addEventListener('complete', (event) => {
    console.log('Task completed!');
    eventSource.close();
    showCompletionMessage();
  });

  // Handle errors
  eventSource.addEventListener('error', (event) => {
    console.error('Stream error:', event);
    eventSource.close();
    showErrorMessage();
  });

  // Handle timeout
  eventSource.addEventListener('timeout', (event) => {
    console.log('Stream timeout, reconnecting...');
    eventSource.close();
    // Optionally reconnect with the 'since' parameter
    reconnectWithTimestamp(taskId, lastTimestamp);
  });

  return eventSource;
};

// Usage
const stream = taskLogsStream('your-codespace-task-id');

// To stop streaming
stream.close();
