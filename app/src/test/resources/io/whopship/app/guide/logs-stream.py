import requests
import json
from datetime import datetime

def stream_codespace_logs(task_id, auth_token):
    """Stream logs from a codespace task."""
    url = f"http://localhost:8000/codespace/task/{task_id}/logs/stream"
    headers = {
        'Authorization': f'Bearer {auth_token}',
        'Accept': 'text/event-stream'
    }

    try:
        response = requests.get(url, headers=headers, stream=True)
        response.raise_for_status()

        for line in response.iter_lines():
            if line:
                line = line.decode('utf-8')

                if line.startswith('data: '):
                    data = json.loads(line[6:])
                    print(f"[{datetime.now()}] {data}")
                elif line.startswith('event: '):
                    event_type = line[7:]
                    print(f"Event: {event_type}")

                    if event_type == 'complete':
                        print("Task completed!")
                        break
                    elif event_type == 'error':
                        print("Error occurred!")
                        break

    except requests.exceptions.RequestException as e:
        print(f"Error streaming logs: {e}")

# Usage
stream_codespace_logs('your-task-id', 'your-auth-token')
