import { useEffect, useState } from 'react';

export const useCodespaceLogs = (taskId, authToken) => {
  const [logs, setLogs] = useState([]);
  const [isStreaming, setIsStreaming] = useState(false);
  const [error, setError] = useState(null);

  useEffect(() => {
    if (!taskId) return;

    setIsStreaming(true);
    setError(null);

    const eventSource = new EventSource(
      `/codespace/task/${taskId}/logs/stream`,
      {
        headers: {
          'Authorization': `Bearer ${authToken}`
        }
      }
    );

    eventSource.addEventListener('log', (event) => {
      const log = JSON.parse(event.data);
      setLogs(prev => [...prev, log]);
    });

    eventSource.addEventListener('complete', () => {
      setIsStreaming(false);
      eventSource.close();
    });

    eventSource.addEventListener('error', () => {
      setError('Failed to stream logs');
      setIsStreaming(false);
      eventSource.close();
    });

    return () => {
      eventSource.close();
    };
  }, [taskId, authToken]);

  return { logs, isStreaming, error };
};

// Usage in component
function LogsViewer({ taskId, authToken }) {
  const { logs, isStreaming, error } = useCodespaceLogs(taskId, authToken);

  if (error) return <div>Error: {error}</div>;

  return (
    <div className="logs-container">
      <div className="status">
        {isStreaming ? 'ðŸ”„ Streaming...' : 'âœ… Complete'}
      </div>
      {logs.map(log => (
        <div key={log.id} className={`log log-${log.log_type}`}>
          <span className="timestamp">{log.created_at}</span>
          <span className="step">{log.step_name}</span>
          <span className="message">{log.message}</span>
        </div>
      ))}
    </div>
  );
}
