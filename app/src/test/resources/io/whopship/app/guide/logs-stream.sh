# Basic stream
curl -N -H "Authorization: Bearer YOUR_TOKEN" \
  "http://localhost:8000/codespace/task/TASK_ID/logs/stream"

# With custom timeout
curl -N -H "Authorization: Bearer YOUR_TOKEN" \
  "http://localhost:8000/codespace/task/TASK_ID/logs/stream?timeout=600"

# Start from specific timestamp
curl -N -H "Authorization: Bearer YOUR_TOKEN" \
  "http://localhost:8000/codespace/task/TASK_ID/logs/stream?since=2024-01-01T00:00:00Z"
