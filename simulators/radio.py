"""bumble's radio-less link between controllers, with what bumble 0.0.236 gets wrong put right.

Corrected: data is sent from the address the connection was made with; a connection attempt can be
cancelled. Added: a link that can be lost, or fall silent with nobody told.
"""

import asyncio

from bumble import hci, ll
from bumble.controller import Controller
from bumble.core import PhysicalTransport
from bumble.link import LocalLink


class Radio(LocalLink):
    """The air between the controllers. `mute`: nothing passes, and nobody is told until `lose`."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # bumble leaves it untyped
        self.mute = False
        self.up = True

    def lose(self) -> None:
        """End every connection on both sides, as by supervision timeout; let no more be made."""
        self.up = False
        for controller in self.controllers:
            for connection in list(controller.le_connections.values()):
                controller.on_le_disconnected(
                    connection, hci.HCI_ErrorCode.CONNECTION_TIMEOUT_ERROR
                )

    def restore(self) -> None:
        """Let everybody hear everybody again."""
        self.up, self.mute = True, False

    def unplug(self, controller: Controller) -> None:
        """Take a controller away; whoever was connected to it hears of it as by timeout."""
        self.remove_controller(controller)
        for own in controller.le_connections.values():
            peer = self.find_le_controller(own.peer_address)
            if peer is not None and (theirs := peer.le_connections.get(own.self_address)):
                peer.on_le_disconnected(theirs, hci.HCI_ErrorCode.CONNECTION_TIMEOUT_ERROR)

    def send_acl_data(
        self,
        sender_controller: Controller,
        destination_address: hci.Address,
        transport: PhysicalTransport,
        data: bytes,
    ) -> None:
        """Pass data on from the connection's own address.

        bumble takes the sender's present random address instead and loses the data where that has
        changed since, or where the connection was made with the public one.
        """
        own = sender_controller.le_connections.get(destination_address)
        receiver = self.find_le_controller(destination_address)
        if own is None or receiver is None or not self._passes():
            return
        loop = asyncio.get_running_loop()
        loop.call_soon(receiver.on_link_acl_data, own.self_address, transport, data)

    def send_advertising_pdu(
        self, sender_controller: Controller, packet: ll.AdvertisingPdu
    ) -> None:
        """Pass an advertisement on, if anything passes."""
        if self._passes():
            super().send_advertising_pdu(sender_controller, packet)

    def send_ll_control_pdu(
        self, sender_address: hci.Address, receiver_address: hci.Address, packet: ll.ControlPdu
    ) -> None:
        """Pass a link layer packet on, if anything passes."""
        if self._passes():
            super().send_ll_control_pdu(sender_address, receiver_address, packet)

    def _passes(self) -> bool:
        return self.up and not self.mute


class CancellingController(Controller):
    """A controller whose LE Create Connection Cancel works.

    bumble answers success and does nothing: the host waits for ever, and each later attempt is
    refused. Source: Bluetooth Core, Vol 4 Part E, section 7.8.13.
    """

    def on_hci_le_create_connection_cancel_command(
        self, _command: hci.HCI_LE_Create_Connection_Cancel_Command
    ) -> hci.HCI_StatusReturnParameters:
        """Cancel the pending connection and report it as ended."""
        pending, self.pending_le_connection = self.pending_le_connection, None
        if pending is None:
            return hci.HCI_StatusReturnParameters(hci.HCI_ErrorCode.COMMAND_DISALLOWED_ERROR)
        ended = hci.HCI_LE_Connection_Complete_Event(
            status=hci.HCI_ErrorCode.UNKNOWN_CONNECTION_IDENTIFIER_ERROR,
            connection_handle=0,
            role=hci.Role.CENTRAL,
            peer_address_type=pending.peer_address_type,
            peer_address=pending.peer_address,
            connection_interval=0,
            peripheral_latency=0,
            supervision_timeout=0,
            central_clock_accuracy=0,
        )
        asyncio.get_running_loop().call_soon(self.send_hci_packet, ended)
        return hci.HCI_StatusReturnParameters(hci.HCI_ErrorCode.SUCCESS)
